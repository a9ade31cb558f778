"""The fields a form is written with. Every one refuses hostile text and unknown values in words, and never raises.

    surname = Line("Surname")
    notes = LongText("Notes", required=False)
    origin = Radios("How did this person come here?", choices=choices_of(Origin))
    needs = Ticks("What would help?", choices=choices_of(Need))
    arrested_at = Moment("Arrested", called="Arrest", not_future=True)

Shown with `{{ field(form.surname) }}` of `components/field.html`.
"""

import re
from collections.abc import Sequence
from typing import Any

from wtforms.widgets import HiddenInput

from pathways.ui import plain
from pathways.ui.asked import Asked, in_sentence
from pathways.ui.choices import Choice, Pick, Radios, Ticks, choices_of
from pathways.ui.files import JsonFile, Scan
from pathways.ui.times import DateBoxes, Moment, TimeBox

__all__ = [
    "Asked",
    "Choice",
    "DateBoxes",
    "Hidden",
    "JsonFile",
    "Line",
    "LongText",
    "Moment",
    "Password",
    "Pick",
    "Radios",
    "Scan",
    "Ticks",
    "TimeBox",
    "WholeNumber",
    "choices_of",
    "in_sentence",
]


class Line(Asked):
    """One line of text. `data` is the cleaned text, or None when blank."""

    lines = False
    most = 200

    def __init__(self, label: str = "", *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most or self.most

    def _read_checked(self, text: str) -> Any:
        text = plain.cleaned(text)
        if len(text) > self.most:
            raise ValueError(
                f"{self.called} must be {self.most:,} characters or fewer. You typed {len(text):,}: shorten it"
            )
        if wrong := plain.flaw(text, lines=self.lines):
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


class WholeNumber(Asked):
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


class Password(Asked):
    """A password: kept exactly as typed, never shown again. `new` tells the browser to offer a new one."""

    kind = "password"

    def __init__(self, label: str = "Password", *, new: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.new = new

    def _read_checked(self, text: str) -> str | None:
        if len(text) > 1000:
            raise ValueError(f"{self.called} must be 1,000 characters or fewer")
        if "\0" in text or plain.flaw(text, lines=True):
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
