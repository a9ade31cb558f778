"""No question inside a statement reads a table beside another: it would read each row there is, where one was meant.

Whatever any test has the application say is read for it (`tests/side_by_side.py`). Here every condition that a room's
queries offer is read by itself, as each role asks it.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import product
from pkgutil import walk_packages
from typing import Any

import pytest
from sqlalchemy import ClauseElement, Select, exists, literal_column, select, text
from sqlalchemy.orm import aliased

import pathways
from pathways.admin.queries import UserFilter
from pathways.audit.models import SYSTEM
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.engagement.caseload.rules import Listing
from pathways.ndtms.models import NdtmsFileRequest
from pathways.ndtms.rules.lists import Month
from pathways.packs.models import Pack
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, Restriction
from pathways.policy.rules.what_if import WhatIfQuestion
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.refusals import OutOfSight
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db
from tests.conftest import TONIGHT
from tests.on_both import SQLITE_ALONE
from tests.side_by_side import SideBySide, side_by_side

TODAY = TONIGHT.date()
VIEWERS = [
    Viewer(
        user_id=1, name="Somebody", role=role, organisation_id=1, organisation_kind=OrganisationKind.FORCE, suite_id=1
    )
    for role in Role
]
GIVEN: dict[str, list[Any]] = {
    "viewer": [*VIEWERS, SYSTEM],
    "now": [TONIGHT],
    "day": [TODAY],
    "back": [TONIGHT - TONIGHT],
    "month": [Month.of(TODAY)],
    "period": [Period(from_on=TODAY, to_on=TODAY, as_at=TODAY)],
    "edition": [Edition(Report.OVERVIEW, Stretch(TODAY, TODAY), TODAY)],
    "report": [*Report],
    "role": [*Role],
    "table": [NdtmsFileRequest, Pack],
    "editions": [[Edition(Report.OVERVIEW, Stretch(TODAY, TODAY), TODAY)]],
    "number": [1],
    "snapshot_id": [None, 1],
    "kept_for": ["custody"],
    "words": ["Rawcliffe", "LINC-1"],
    "stays": [[1]],
    "person_id": [literal_column("1")],
    "episode_id": [literal_column("1"), Referral.episode_id],
    "continuous_detention": ["one detention"],
    "organisation_id": [1],
    "user_id": [1],
    "today": [TODAY],
    "since": [TONIGHT],
    "among": [None, [1]],
    "records": [None, [1]],
    "of": [Person],
    "sought": [UserFilter(words="a", organisation_id=1)],
    "asked": [Listing(), Listing(words="a")],
    "episode_ids": [None, [1]],
    "of_episodes": [select(Episode.id)],
    "question": [WhatIfQuestion(switches=(), dates=(), from_on=TODAY, to_on=TODAY)],
    "column": [Referral.sent_at],
    "record_id": [literal_column("1")],
    "event_id": [1],
    "most": [10],
    "statement": [select(Referral)],
}
TABLES: dict[str, Any] = {"restriction": Restriction, "person": Person, "episode": Episode}
"""What the argument of that name stands for: any row of the table."""


def conditions() -> Iterator[Callable[..., Any]]:
    """Every function of a room that returns a condition, or a question to stand inside another."""
    for module in walk_packages(pathways.__path__, "pathways."):
        if ".queries" in module.name or ".models" in module.name:
            for each in vars(import_module(module.name)).values():
                if inspect.isfunction(each) and each.__module__ == module.name:
                    returned = str(inspect.signature(each).return_annotation)
                    if ("ColumnElement[" in returned or "Select[" in returned) and "Callable" not in returned:
                        yield each


def asked_of(condition: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """What to hand it, as every role; a `KeyError` names an argument of which nobody said what it may be."""
    handed: dict[str, list[Any]] = {}
    for name, argument in inspect.signature(condition).parameters.items():
        if name in TABLES:
            handed[name] = [aliased(TABLES[name])]
        elif argument.default is argument.empty and argument.kind is not argument.VAR_POSITIONAL:
            handed[name] = GIVEN[name]
    if "Viewer" in str(inspect.signature(condition).parameters.get("viewer")):
        handed["viewer"] = VIEWERS
    for values in product(*handed.values()):
        yield dict(zip(handed, values, strict=True))


def beside(condition: Any) -> tuple[str, ...]:
    """What it reads side by side in a statement over whichever one table it is a condition on."""
    if isinstance(condition, Select):
        return side_by_side(f"({condition})")
    tables = {name for listed in side_by_side(str(select(text("1")).where(condition))) for name in listed.split(", ")}
    if not tables:
        return ()
    around = [
        select(text("1")),
        *(select(text("1")).select_from(db.metadata.tables[name]) for name in tables if name in db.metadata.tables),
    ]
    return min((side_by_side(str(statement.where(condition))) for statement in around), key=len)


def parts_of(condition: Callable[..., Any]) -> Iterator[Any]:
    """Each condition that it answers with, whoever asks."""
    for handed in asked_of(condition):
        with suppress(OutOfSight):
            answer = condition(**handed)
            yield from (answer,) if isinstance(answer, ClauseElement) else (answer or ())


@SQLITE_ALONE  # what a condition is made of hangs on no database, and it is written in the words of none
def test_no_condition_reads_a_table_beside_another(app):
    read = [(condition.__name__, beside(part)) for condition in conditions() for part in parts_of(condition)]
    assert [(name, listed) for name, listed in read if listed] == []
    assert len(read) > 300


def test_whatever_reads_a_table_beside_another_fails_its_test(app):
    answer = aliased(Consent)
    of_somebody = select(Person.id).where(Person.id == Referral.person_id)
    wrong = select(Referral.id).where(
        exists().where(answer.episode_id == Referral.episode_id, answer.person_id.in_(of_somebody))
    )
    with pytest.raises(SideBySide, match="FROM person, referral in"):
        db.session.execute(wrong)
    right = of_somebody.correlate_except(Person)
    db.session.execute(
        select(Referral.id).where(exists().where(answer.episode_id == Referral.episode_id, answer.person_id.in_(right)))
    )
