"""The fields a form is written with: each refuses hostile text and unknown values in words, and never raises."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput

# The one door for typed text: what is cleaned, what is refused and in which words, what is safe to show again.
#
# Real names pass unchanged (O'Brien, Nuñez, Nguyễn, one-word names, names in any script). What is refused is what
# nobody types on purpose and what breaks a page, a paper or a reader: NUL and other control characters, lone
# surrogates, characters that could not be decoded, and hidden characters that turn the direction of text.


STAND_IN = "\ufffd"
"""Shown in place of a character that is refused, so that the person can see where it stood."""

# Hidden characters that word processors leave behind and that carry no meaning: soft hyphen, zero-width space,
# word joiner, byte order mark. They are dropped without a word.
_DROPPED = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
# Joiners that are part of real spelling (Persian, Hindi) stay.
_JOINERS = {"\u200c", "\u200d"}
# A surrogate sent as UTF-8 bytes is invalid; the request parser hands its bytes on percent-quoted.
_QUOTED_SURROGATE = re.compile(r"%ED%[AB][0-9A-F]%[89AB][0-9A-F]", re.IGNORECASE)
_DIRECTION = {chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def cleaned(text: str) -> str:
    """The text as it is kept: composed (NFC), line ends as one character, no stray hidden marks, no outer space."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)
    return unicodedata.normalize("NFC", text).strip()


def _is_refused(character: str, *, lines: bool) -> bool:
    if character in ("\n", "\t"):
        return not lines
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in (
        STAND_IN,
        "\ufffe",
        "\uffff",
    )


def flaw(text: str, *, lines: bool = False) -> str:
    """Why this text cannot be kept, as the end of a sentence that starts with the field's name; "" if it can.

    `lines` allows line breaks and tabs, for text of more than one line.
    """
    if any(character in _DIRECTION for character in text):
        return f"has a hidden character that turns text round, shown as {STAND_IN}. Delete it and type the words again"
    if any(_is_refused(character, lines=lines) for character in set(text)) or _QUOTED_SURROGATE.search(text):
        return f"has a character that cannot be kept, shown as {STAND_IN}. Delete it and type the words again"
    return ""


def fit_to_show(text: str) -> str:
    """The typed text with every refused character replaced by a visible stand-in: safe to encode, print and store."""
    text = _QUOTED_SURROGATE.sub(STAND_IN, text).replace("\r\n", "\n").replace("\r", "\n")
    # Each character once: a note may have a hundred thousand, of some eighty kinds.
    refused = (c for c in set(text) if _is_refused(c, lines=True) and ord(c) not in _DROPPED)
    return text.translate({ord(c): STAND_IN for c in refused})


# The base of every field: how it names itself in messages, what was typed, where its error link goes.


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


class AskedField(Field):
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
        self.errors = [self.missing if error == was else error for error in self.errors]
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
        self.typed = fit_to_show(text)
        self.data, self.fault = None, ""
        try:
            self.data = self._read_checked(text)
        except ValueError as refusal:
            self.fault = str(refusal)

    def _read_checked(self, text: str) -> Any:
        text = cleaned(text)
        if wrong := flaw(text):
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


class Line(AskedField):
    """One line of text. `data` is the cleaned text, or None when blank."""

    lines = False
    most = 200

    def __init__(self, label: str = "", *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most or self.most

    def _read_checked(self, text: str) -> Any:
        text = cleaned(text)
        if len(text) > self.most:
            raise ValueError(
                f"{self.called} must be {self.most:,} characters or fewer. You typed {len(text):,}: shorten it"
            )
        if wrong := flaw(text, lines=self.lines):
            raise ValueError(f"{self.called} {wrong}")
        return self.read(text) if text else None


class LongText(Line):
    """Text of several lines. `least` asks for that many characters, as a reason must."""

    kind = "text"
    lines = True
    most = 4000

    def __init__(self, label: str = "", *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least = least

    def read(self, text: str) -> str:
        if len(text) < self.least:
            raise ValueError(f"{self.called} must be {self.least} characters or more. You typed {len(text)}")
        return text


class WholeNumber(AskedField):
    """A whole number between `least` and `most`, both allowed. `data` is an int."""

    kind = "number"

    def __init__(self, label: str = "", *, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,12}", text.replace(",", "")):
            raise ValueError(f"{self.called} must be a whole number, like {max(self.least, 3)}")
        number = int(text.replace(",", ""))
        if number < self.least:
            raise ValueError(f"{self.called} must be {self.least:,} or more")
        if number > self.most:
            raise ValueError(f"{self.called} must be {self.most:,} or less")
        return number


class Password(AskedField):
    """A password: kept exactly as typed, never shown again. `new` tells the browser to offer a new one."""

    kind = "password"

    def __init__(self, label: str = "Password", *, new: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.new = new

    def _read_checked(self, text: str) -> str | None:
        if len(text) > 1000:
            raise ValueError(f"{self.called} must be 1,000 characters or fewer")
        if "\0" in text or flaw(text, lines=True):
            raise ValueError(f"{self.called} has a character that cannot be kept. Type it by hand")
        return text or None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        self.typed = ""


class Hidden(Line):
    """A value the page carries. Its default stays when nothing was posted, so that a draft gets a fresh one."""

    kind = "hidden"
    widget = HiddenInput()

    def __init__(self, label: str = "", *, required: bool | str = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            super().process_formdata(valuelist)

    def _value(self) -> str:
        return str(self.typed)
