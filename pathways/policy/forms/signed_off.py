"""A gravity table as CSV, and the words of a leaflet."""

from pathways.disposals.rules.gravity import LONGEST
from pathways.policy.forms.switches import ProposedForm
from pathways.ui.fields import Line, LongText


class GravityForm(ProposedForm):
    version_named = Line("Version", hint="How decisions name this table, for example 2026-12", most=40)
    text = LongText(
        "The table",
        called="The table",
        hint="Copy the cells of the spreadsheet, or the whole text of the CSV file, and paste them here",
        most=LONGEST,
    )


class LeafletForm(ProposedForm):
    text = LongText(
        "What the person is told", called="The leaflet", hint="One paragraph a line, in plain words", most=6000
    )
