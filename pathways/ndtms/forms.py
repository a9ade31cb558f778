"""The forms of the national file: which month and field to look at, the file to make, the agency code of a service."""

from collections.abc import Iterable, Mapping, Sequence

from werkzeug.datastructures import MultiDict
from wtforms import Form as Part

from pathways.ndtms.rules.lists import Month, as_row, code_faults, column
from pathways.refusals import Reason
from pathways.ui.choices import Choice, Pick
from pathways.ui.fields import Hidden, Line
from pathways.ui.forms import Form, RuledForm


class FlightFilter(Part):
    """The month looked at, and the one field it is narrowed to, as the address names them."""

    month = Pick("Month", hint="A month that has ended", required=False)
    field = Pick("Field", required=False, prompt="Every field")

    @classmethod
    def asked(cls, address: Mapping[str, str], months: Sequence[Month]) -> "FlightFilter":
        """The form with what the address names; the newest month where it names none."""
        typed = MultiDict({"month": address.get("month", months[0].address), "field": address.get("field", "")})
        form = cls(typed)
        form.month.choices = [Choice(month.address, month.words, means=month) for month in months]
        return form

    def offer_fields(self, fields: Iterable[tuple[str, int]]) -> None:
        """The fields that have a fault and how many, in the order of the file."""
        self.field.choices = [Choice(name, f"{name}: {column(name).label} ({count})") for name, count in fields]


class MakeFileForm(Form):
    """Which month the file is made of. Nothing is typed, so no draft of it is kept."""

    keeps_drafts = False

    made_of = Hidden()

    def chosen(self) -> Month | None:
        """The month, or None for what names none."""
        return Month.named(self.made_of.data or "")


class AgencyForm(RuledForm):
    """The agency code of one service."""

    was = Hidden()
    code = Line("Agency code", hint="As NDTMS gave it to this service: a letter, then letters or numbers", most=10)

    def against(self) -> Iterable[Reason]:
        """Why this is no agency code, by its form."""
        return code_faults(self.entered)

    @property
    def entered(self) -> str:
        """The code as it is kept."""
        return as_row(self.code.data or "")
