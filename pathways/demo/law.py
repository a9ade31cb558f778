"""Changes of the law's data, so that a visitor finds one to decide and one that was sent back. All made up."""

from datetime import timedelta

from pathways import clock
from pathways.arrest_tests.actions.law import decide_law_change, propose_law_change, seen_of
from pathways.arrest_tests.rules.law import LawTable
from pathways.arrest_tests.rules.law_changes import Draft, Intent
from pathways.auth import Viewer
from pathways.vocabulary import Mark

MADE_UP = "Made up for the demonstration"
AT = "https://www.legislation.gov.uk/ukpga"
"""The sections themselves are there to be read: only the changes are made up."""


def build_changes(first: Viewer, second: Viewer) -> None:
    """One proposal waits for the second policy lead, one was sent back by them."""
    begins = clock.today() + timedelta(days=40)
    joins = Draft(
        table=LawTable.TRIGGER,
        code="TA78-3",
        intent=Intent.CHANGE,
        starts_on=begins,
        values={"act": "Theft Act 1978", "section": "s.3", "offence": "Making off without payment"},
        source=f"{MADE_UP}; the section: Theft Act 1978 s.3",
        source_url=f"{AT}/1978/31/section/3",
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
        source=f"{MADE_UP}; what a sample is for: PACE 1984 s.63B",
        source_url=f"{AT}/1984/60/section/63B",
        mark=Mark.PRACTICE,
        why="A second device is on order",
    )
    propose_law_change(by=first, draft=device, is_demonstration=True)
