"""Changes of the law's data, so that a visitor finds one to decide and one that was sent back. All made up."""

from datetime import timedelta

from pathways import clock
from pathways.arrest_tests.actions.law import decide_law_change, propose_law_change, seen_of
from pathways.arrest_tests.rules.law import LawTable
from pathways.arrest_tests.rules.law_changes import Draft, Intent
from pathways.auth import Viewer
from pathways.vocabulary import Mark

MADE_UP = "Made up for the demonstration"


def build_changes(first: Viewer, second: Viewer) -> None:
    """One proposal waits for the second policy lead, one was sent back by them."""
    begins = clock.today() + timedelta(days=40)
    joins = Draft(
        table=LawTable.TRIGGER,
        code="TA78-3",
        intent=Intent.CHANGE,
        starts_on=begins,
        values={"act": "Theft Act 1978", "section": "s.3", "offence": "Making off without payment"},
        source=MADE_UP,
        mark=Mark.UNCERTAIN,
        why="Announced as a likely addition; no order was found",
    )
    back = propose_law_change(by=first, draft=joins, is_demonstration=True)
    decide_law_change(
        by=second,
        change_id=back.id,
        approves=False,
        checked="No instrument adds it. An announcement is no law",
        has_read_source=True,
        seen=seen_of(back),
    )
    device = Draft(
        table=LawTable.PANEL,
        code="second-cocaine",
        intent=Intent.CHANGE,
        starts_on=begins,
        values={"device": "Second saliva device", "analyte": "cocaine", "label": "Cocaine", "shows": "cocaine"},
        source=MADE_UP,
        mark=Mark.PRACTICE,
        why="A second device is on order",
    )
    propose_law_change(by=first, draft=device, is_demonstration=True)
