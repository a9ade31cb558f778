"""The base of every field: how it names itself in messages, what was typed, where its error link goes."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from pathways.ui import plain

QUESTION_WORDS = (
    "how",
    "what",
    "which",
    "who",
    "when",
    "where",
    "why",
    "is",
    "are",
    "has",
    "does",
    "did",
    "may",
    "would",
)


def in_sentence(words: str) -> str:
    """The words as they read inside a sentence: "Surname" becomes "surname", "PNC ID" stays."""
    return words if words[1:2].isupper() or not words[1:2].isalpha() else words[:1].lower() + words[1:]


class Asked(Field):
    """One question. Subclasses turn what was typed into `data`, or say in `fault` why they cannot.

    label     what the page shows; a question ends with "?"
    required  True (a message is made from the name), or the message itself, or False
    hint      shown under the label
    called    the name used in messages, if the label does not read well there ("Arrest date")

    `data` is None when nothing was typed or when it cannot be read; `typed` is what the page shows again.
    Blank and optional still runs `validate_<name>`, so that a form can require it conditionally.
    """

    kind = "line"
    asks = "Enter"

    def __init__(
        self, label: str = "", *, required: bool | str = True, hint: str = "", called: str = "", **kwargs: Any
    ) -> None:
        super().__init__(label, description=hint, **kwargs)
        self.errors: Sequence[str] = ()
        self.required = required
        self.called = called or label
        self.fault = ""
        self.typed: Any = ""

    @property
    def hint(self) -> str:
        return str(self.description)

    @property
    def names(self) -> Sequence[str]:
        """The names a browser may post for this field."""
        return (str(self.name),)

    @property
    def anchor(self) -> str:
        """The id that an error link goes to: the first bad box."""
        return str(self.id)

    @property
    def error(self) -> str:
        """The one message shown at the field, word for word the same as in the summary."""
        return str(self.errors[0]) if self.errors else ""

    @property
    def error_links(self) -> list[tuple[str, str]]:
        """(id to go to, message) for the summary: what stands at the field."""
        return [(self.anchor, self.error)] if self.errors else []

    @property
    def missing(self) -> str:
        """What to say when nothing was typed."""
        if isinstance(self.required, str):
            return self.required
        label = str(self.label.text)
        if self.called.endswith("?"):
            return f"Answer “{self.called}”"
        if self.called.split(" ")[0].lower() not in QUESTION_WORDS:
            return f"{self.asks} {self.with_article}"
        return f"Answer “{label}”" if label.endswith("?") else f"{self.asks} {in_sentence(self.called)}"

    def shown_as(self, label: str) -> str:
        """The label the page shows, "" for the field's own: what is wrong is said in the words that stand there."""
        if not label:
            return str(self.label.text)
        was = self.missing
        self.called = label if self.called == self.label.text else self.called
        self.label.text = label
        self.errors = [self.missing if said == was else said for said in self.errors]
        return label

    @property
    def with_article(self) -> str:
        """The name inside a sentence, never with two articles: "the surname", "the date", "your reason"."""
        called = in_sentence(self.called)
        return called if called.split(" ")[0] in ("the", "your") else f"the {called}"

    def read(self, text: str) -> Any:
        """What the typed text means; "" never comes here. Raises ValueError with the whole message."""
        return text

    def as_typed(self, value: Any) -> Any:
        """How a stored value is shown for editing."""
        return "" if value is None else str(value)

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = self.as_typed(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.typed = plain.fit_to_show(text)
        self.data, self.fault = None, ""
        try:
            self.data = self._read_checked(text)
        except ValueError as refusal:
            self.fault = str(refusal)

    def _read_checked(self, text: str) -> Any:
        text = plain.cleaned(text)
        if wrong := plain.flaw(text):
            raise ValueError(f"{self.called} {wrong}")
        return self.read(text) if text else None

    @property
    def is_blank(self) -> bool:
        return self.data is None or self.data == [] or self.data == ""

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was answered here: what stands is blank, or as the page filled it."""
        return self.is_blank and not self.fault

    @property
    def must_be_seen(self) -> bool:
        """Whether what folds it must stand open: something was answered or typed in it, or something is wrong."""
        return bool(not self.is_untouched or self.errors)

    @property
    def is_unsaved(self) -> bool:
        """Whether what stands here is not what the page was filled from: typed and not saved, or wrong."""
        return bool(self.fault or self.errors or (not self.is_blank and self.data != self.object_data))

    def pre_validate(self, form: Any) -> None:
        if self.fault:
            raise StopValidation(self.fault)
        if self.required and self.is_blank:
            raise StopValidation(self.missing)
