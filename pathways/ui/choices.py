"""Fields that choose from a list: nothing is chosen beforehand; what is not on the list is refused in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from wtforms.validators import StopValidation

from pathways.ui import fields as plain
from pathways.ui.fields import AskedField, in_sentence


@dataclass(frozen=True)
class Choice:
    """One answer: the stored value, the words shown, a hint; `means` is what `data` becomes (an enum member).

    `alone` marks the tick that cannot stand with others ("Neither"); `divider` is a word shown before it ("or").
    `opens` is the id of what follows from this answer, for `reveal`; `disabled` shows it without letting it be chosen.
    `points` are lines under the words, in the place of a hint. `group` is its heading, `turn` its place.
    In a list that is searched, `words` find it too, and `otherwise` is what is offered where nothing is found.
    """

    value: str
    label: str
    hint: str = ""
    means: Any = None
    alone: bool = False
    divider: str = ""
    disabled: bool = False
    words: str = ""
    otherwise: bool = False
    points: tuple[str, ...] = ()
    group: str = ""
    turn: int = 0

    @property
    def meaning(self) -> Any:
        return self.value if self.means is None else self.means


def choices_of(
    members: Iterable[Any], *, alone: Iterable[Any] = (), hints: dict[Any, str] | None = None
) -> list[Choice]:
    """The members of a vocabulary (a whole enum, or some members of one) as choices, with the labels staff read."""
    lonely, hint_of = tuple(alone), hints or {}
    return [
        Choice(
            value=str(member.value),
            label=str(member.label),
            hint=hint_of.get(member, getattr(member, "hint", "") or ""),
            means=member,
            alone=member in lonely,
        )
        for member in members
    ]


def value_of(meaning: Any) -> str:
    """The stored value of an enum member, a Choice or a plain value."""
    if meaning is None:
        return ""
    return str(meaning.value) if isinstance(meaning, Enum | Choice) else str(meaning)


class Chosen(AskedField):
    """The shared part. `choices` may be set by the view after the form is made, before it is checked.

    A choice may be given as a Choice or as (value, label) or (value, label, hint).
    """

    asks = "Select"

    def __init__(self, label: str = "", *, choices: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.choices = choices

    @property
    def choices(self) -> list[Choice]:
        return self._choices

    @choices.setter
    def choices(self, given: Iterable[Any]) -> None:
        self._choices = [
            choice
            if isinstance(choice, Choice)
            else Choice(str(choice[0]), str(choice[1]), str(choice[2]) if len(choice) > 2 else "")
            for choice in given
        ]

    @property
    def by_value(self) -> dict[str, Choice]:
        return {choice.value: choice for choice in self._choices if not choice.disabled}

    @property
    def offers_nothing(self) -> bool:
        """Whether nothing can be chosen and nothing has to be: it is not asked then, and what was posted is dropped."""
        return not self._choices and not self.required

    def unknown(self) -> str:
        return f"{self.called.rstrip('?')}: choose one of the answers on the page"


class Radios(Chosen):
    """One answer of a few, as radio buttons. `data` is the enum member (or the value), or None."""

    kind = "radios"

    def process_data(self, value: Any) -> None:
        self._value_chosen = value_of(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self._value_chosen = str(valuelist[0]) if valuelist else ""

    @property
    def data(self) -> Any:
        """Worked out late: the view may set the choices after the form was made."""
        choice = self.by_value.get(self._value_chosen)
        return choice.meaning if choice else None

    @data.setter
    def data(self, value: Any) -> None:
        self.process_data(value)

    @property
    def typed(self) -> str:
        return plain.fit_to_show(self._value_chosen)

    @typed.setter
    def typed(self, value: str) -> None:
        """Set by the base class only to say that nothing was typed yet."""
        self._value_chosen = value

    def pre_validate(self, form: Any) -> None:
        if self.offers_nothing:
            self._value_chosen = ""
        if self._value_chosen and self._value_chosen not in self.by_value:
            raise StopValidation(self.unknown())
        super().pre_validate(form)


class Pick(Radios):
    """One answer of many, as a select. Its first line, which answers nothing, reads as `prompt`."""

    kind = "select"

    def __init__(self, label: str = "", *, prompt: str = "Choose", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.prompt, self.unchosen = prompt, ""

    @property
    def names(self) -> Sequence[str]:
        return (str(self.name), f"{self.name}-words")

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """`unchosen` are words that were typed to search the list, and no line of it was chosen."""
        super().process(formdata, *args, **kwargs)
        words = str(formdata.get(f"{self.name}-words", "")) if formdata is not None else ""
        self.unchosen = "" if self._value_chosen else plain.fit_to_show(words).strip()[:120]

    def pre_validate(self, form: Any) -> None:
        if self.unchosen:
            raise StopValidation(f"{self.called}: ‘{self.unchosen}’ is typed, and nothing is chosen. Choose a line")
        super().pre_validate(form)


class Ticks(Chosen):
    """Any number of answers, as checkboxes. `data` is a list of enum members (or values) in the page's order."""

    kind = "checkboxes"

    def process_data(self, value: Any) -> None:
        self._values_chosen = [value_of(item) for item in value or ()]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self._values_chosen = [str(value) for value in valuelist]

    @property
    def data(self) -> list[Any]:
        return [choice.meaning for choice in self.by_value.values() if choice.value in self._values_chosen]

    @data.setter
    def data(self, value: Any) -> None:
        self.process_data(value)

    @property
    def typed(self) -> list[str]:
        return [plain.fit_to_show(value) for value in self._values_chosen]

    @typed.setter
    def typed(self, value: Any) -> None:
        """Set by the base class only to say that nothing was typed yet."""
        self._values_chosen = list(value)

    def pre_validate(self, form: Any) -> None:
        if self.offers_nothing:
            self._values_chosen = []
        if any(value not in self.by_value for value in self._values_chosen):
            raise StopValidation(self.unknown())
        lonely = next((c for c in self._choices if c.alone and c.value in self._values_chosen), None)
        if lonely and len(set(self._values_chosen)) > 1:
            raise StopValidation(f"Select ‘{lonely.label}’ only if nothing else on the list is ticked")
        super().pre_validate(form)

    @property
    def missing(self) -> str:
        if isinstance(self.required, str):
            return self.required
        lonely = next((choice for choice in self._choices if choice.alone), None)
        asked = in_sentence(self.called.rstrip("?"))
        return f"Select {asked}, or ‘{lonely.label}’" if lonely else super().missing
