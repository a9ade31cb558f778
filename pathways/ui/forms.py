"""The base of every form, and of one that corrects what stands."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, FormField

from pathways.refusals import Reason
from pathways.ui import fields as plain
from pathways.ui.choices import Chosen
from pathways.ui.fields import AskedField, Hidden, Line, Password
from pathways.ui.files import ScanField

# The base of every form.
#
# A form carries a key made when the page was made (a second post of the same key returns the first result), the
# version of the record it was filled from, and which of the user's own drafts it knows. It collects every reason
# against it in one list, in the order of the page.


TOO_OLD = (
    "This page was made before you signed in, or too long ago. What you typed is still here: check it and send it again"
)


CARRIED = ("post_key", "version", "draft_seen")


def every_field(form: Any) -> Iterator[Any]:
    """All fields in the order of the page, those of repeated and nested parts included."""
    for field in form:
        if isinstance(field, FormField):
            yield from every_field(field.form)
        elif isinstance(field, FieldList):
            yield field
            yield from every_field(field)
        else:
            yield field


def _new_key() -> str:
    return secrets.token_urlsafe(18)


def _nothing_to_keep() -> None:
    """A form that no draft belongs to: sign-in, and forms of tests."""


class Form(FlaskForm):
    """Fields are declared on the subclass; `Part` is the base of a repeated part (inside FormField, FieldList).

    `buttons` names what submit buttons post beside the fields; `pressed` is the value of the one that was pressed.
    `keeps_drafts` is False for a form that only asks (a search): no draft of it is kept, left or refused.
    """

    post_key = Hidden(default=_new_key, most=64)
    version = Hidden(default="", most=20)
    draft_seen = Hidden(default="", most=9)
    keeps_drafts = True
    buttons: tuple[str, ...] = ("then",)
    form_errors: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.refusals: list[Reason] = []
        self.posted: Any = None
        self.on_refused: Callable[[], None] = _nothing_to_keep
        self.draft_saved_at: datetime | None = None
        self.newer_draft_at: datetime | None = None
        self.about: int | None = None
        self.locked_first: tuple[int, ...] = ()
        self.changed_meanwhile: list[str] = []
        self.is_drafted = self.may_start_afresh = self.record_moved_on = False
        super().__init__(*args, **kwargs)

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        self.posted = self.meta.wrap_formdata(self, formdata)
        super().process(self.posted, *args, **kwargs)

    def submitted(self) -> bool:
        """Whether this is a post whose every field holds. What fails is kept: `on_refused` is set by the drafts."""
        if not self.is_submitted():
            return False
        if self.validate():
            return True
        self.on_refused()
        return False

    def check(self) -> None:
        """For a press that only asks: say what is wrong with what was typed, as saving does, and demand nothing."""
        if not self.is_submitted():
            return
        self.validate()
        for field in every_field(self):
            if isinstance(field, AskedField) and field.is_untouched:
                field.errors = []

    def comes_too_late(self, words: str = "") -> None:
        """Nothing can follow this form any more: what was sent is kept, and only the reason stands above the page."""
        if not self.is_submitted():
            return
        self.validate()
        self.on_refused()
        for field in every_field(self):
            if isinstance(field, AskedField):
                field.errors = []
        self.form_errors = []
        self.refuse([Reason(words)] if words else [])

    @property
    def questions(self) -> list[Any]:
        """What the form asks, in the order in which it is declared, without what every form carries."""
        return [field for field in self if isinstance(field, AskedField) and str(field.name) not in CARRIED]

    @property
    def is_too_old(self) -> bool:
        """Whether the token is missing, of another session, or not ours at all."""
        return bool(self[str(self.meta.csrf_field_name)].errors) if self.meta.csrf else False

    @property
    def takes_files(self) -> bool:
        """Whether the browser must send it in parts."""
        return any(isinstance(field, ScanField) for field in every_field(self))

    @property
    def key(self) -> str:
        """The key of this rendering of the form."""
        return str(self.post_key.data or "")

    @property
    def seen_version(self) -> int | None:
        """The version of the record the form was filled from; None for a form about no record.

        A form about a record that was sent without one saw no version that there is: -1, which is stale. What was not
        sent at all is not what the form was made with beside it.
        """
        left_out = bool(self.posted) and self.version.name not in self.posted
        text = "" if left_out else str(self.version.data or "")
        if text.isascii() and text.isdigit():
            return int(text)
        return -1 if self.version.object_data else None

    @property
    def seen_draft(self) -> int | None:
        """The revision of the user's draft that the page knows: 0 for none, None for a page that says nothing of it."""
        text = str(self.draft_seen.data or "") if self.draft_seen.name in (self.posted or ()) else ""
        return int(text) if text.isascii() and text.isdigit() else None

    def carry_version(self, present: str) -> None:
        """After "somebody else changed this record": the next press is about the record as it is now."""
        self.version.data = present

    @property
    def pressed(self) -> str:
        """What the pressed button posted as `then`; "" for the plain one."""
        return plain.fit_to_show(str(self.posted.get("then", "")))[:40] if self.posted else ""

    def _listed(self) -> set[str]:
        names = {str(self.meta.csrf_field_name), *self.buttons}
        for field in every_field(self):
            names.update(field.names if isinstance(field, AskedField) else (str(field.name),))
        return names

    @property
    def unlisted(self) -> list[str]:
        """Names that were posted although the form has no such field: ignored, and recorded by the caller."""
        listed = self._listed()
        return sorted(plain.fit_to_show(str(name))[:80] for name in self.posted or () if str(name) not in listed)

    def typed(self) -> dict[str, list[str]]:
        """What was typed, safe to keep: no token, no key, no password, no file, nothing that was not asked."""
        values: dict[str, list[str]] = {}
        for field in every_field(self):
            if (
                not isinstance(field, AskedField)
                or isinstance(field, Password | ScanField)
                or str(field.name) in CARRIED
            ):
                continue
            for name in field.names:
                if self.posted and name in self.posted:
                    values[name] = [plain.fit_to_show(str(value)) for value in self.posted.getlist(name)]
        return values

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Put an action's reasons where they belong: at their field, or above the form if they name none of its own."""
        named = {str(field.name): field for field in every_field(self) if isinstance(field, AskedField)}
        for reason in reasons:
            self.refusals.append(reason)
            field = named.get(reason.field or "")
            if field is None or isinstance(field, Hidden):
                self.form_errors = [*self.form_errors, reason.message]
            else:
                field.errors = [*field.errors, reason.message]

    def refuse_besides(self, reasons: Iterable[Reason]) -> None:
        """Refuse for those reasons whose field has no error yet."""
        quiet = {str(field.name) for field in every_field(self) if isinstance(field, AskedField) and not field.errors}
        self.refuse(reason for reason in reasons if reason.field in quiet)

    @property
    def errors_for_summary(self) -> list[tuple[str, str]]:
        """(id to go to, message) in the order of the page, the same words as at the field; id "" is for the whole."""
        shown: list[tuple[str, str]] = []
        whole: list[str] = [str(message) for message in self.form_errors]
        for field in every_field(self):
            if str(field.name) == str(self.meta.csrf_field_name):
                whole += [TOO_OLD] if field.errors else []
            elif isinstance(field, Hidden) or not isinstance(field, AskedField):
                whole += [str(message) for message in field.errors if isinstance(message, str)]
            elif field.errors:
                shown += field.error_links
        return shown + [("", message) for message in dict.fromkeys(whole)]


class ButtonForm(Form):
    """Nothing to fill in: a button that changes something."""


class RuledForm(Form):
    """Asks its room's rules, so that page and action say no in the same words.

    `against` is asked of a half-filled form too: what is missing or cannot be read is None there, and a rule that needs
    it says nothing. One that trips over it is a fault, and shows as one.

    They are asked at the first pass too, beside what fields say: whoever sends a form reads once what is wrong with it.
    Not while an answer is missing that others follow from, unless `asks_at_once`: then each rule stands on fields of
    its own.
    """

    asks_at_once = False

    def against(self) -> Iterable[Reason]:
        """Every reason against what was typed, each at its field."""
        return ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        holds = super().validate(*args, **kwargs)
        if holds:
            reasons = tuple(self.against())
            self.refuse(reasons)
            return not reasons
        steers = any(isinstance(field, Chosen) and field.errors for field in every_field(self))
        if self.asks_at_once or not steers:
            self.refuse_besides(self.against())
        return False


# A form that also corrects what stands.


class Corrected(Form):
    """A form that also corrects what stands: then it asks why."""

    correction_reason = Line(
        "Why is it corrected?",
        called="The reason",
        hint="The record keeps the earlier version and this reason.",
        required=False,
    )

    @property
    def reason(self) -> str:
        return str(self.correction_reason.data or "")
