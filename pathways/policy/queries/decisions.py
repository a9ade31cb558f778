"""The decisions of a stretch of days as a question reads them: facts as stored, and the labels they are counted by."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as time_of_day
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, Text, cast, func, select, type_coerce

from pathways import clock
from pathways.arrest_tests.models import Offence
from pathways.arrest_tests.queries import law_in_use
from pathways.arrest_tests.rules.law import controlled_drugs
from pathways.auth import Viewer
from pathways.auth.models import Suite
from pathways.disposals.models import Disposal
from pathways.disposals.rules import Kind
from pathways.people.models import Episode, PersonDetails
from pathways.people.queries import is_open_to
from pathways.people.rules.ethnicity import Ethnicity
from pathways.policy.rules.counting import age_band
from pathways.policy.rules.question import Question
from pathways.store import db

AGE, GRAVITY = "age_at_disposal", "gravity_final"


class Decided(NamedTuple):
    """One decision: its disposal, the version of its rules, its day, its labels, and the facts it was proposed on.

    The gravity is known only once authority is given, and is taken from there.
    """

    id: int
    kind: Kind
    facts: dict[str, Any]
    rules_version: str
    day: date
    labels: tuple[str, str, str, str]


@dataclass(frozen=True)
class Extent:
    """How many decisions there are, and the last of them."""

    total: int
    last_id: int


def extent_of(viewer: Viewer, question: Question) -> Extent:
    """The decisions that a question is asked of, as they stand now."""
    counted = select(func.count(Disposal.id), func.coalesce(func.max(Disposal.id), 0))
    total, last_id = db.session.execute(counted.where(*_asked_of(viewer, question))).one()
    return Extent(total, last_id)


def decisions(viewer: Viewer, question: Question, *, after_id: int, last_id: int, most: int) -> Iterator[Decided]:
    """The next decisions by id. Columns only: no row of a case is opened, and nothing of a test is read."""
    drug = (
        select(func.min(Offence.drug))
        .where(Offence.episode_id == Disposal.episode_id, Offence.superseded_at.is_(None))
        .scalar_subquery()
    )
    rows = (
        select(
            Disposal.id,
            type_coerce(Disposal.kind, String),
            cast(Disposal.facts, Text),
            Disposal.rules_version,
            Disposal.proposed_at,
            Disposal.gravity_final,
            Episode.suite_id,
            type_coerce(PersonDetails.ethnicity, String),
            drug,
        )
        .join(Episode, Episode.id == Disposal.episode_id)
        .outerjoin(
            PersonDetails,
            (PersonDetails.person_id == Disposal.person_id) & PersonDetails.superseded_at.is_(None),
        )
        .where(*_asked_of(viewer, question), Disposal.id > after_id, Disposal.id <= last_id)
        .order_by(Disposal.id)
        .limit(most)
    )
    words, days, kinds = _Words(), _Days(), {kind.value: kind for kind in Kind}
    for disposal_id, kind, text, version, at, gravity, suite_id, ethnicity, of_drug in db.session.execute(rows):
        facts = json.loads(text)
        if gravity is not None:
            facts[GRAVITY] = gravity
        labels = (words.area(suite_id), words.drug(of_drug), age_band(facts.get(AGE)), words.ethnicity(ethnicity))
        yield Decided(disposal_id, kinds[kind], facts, version, days.of(at), labels)


def _asked_of(viewer: Viewer, question: Question) -> tuple[ColumnElement[bool], ...]:
    start = clock.from_london(question.from_on, time_of_day.min)
    end = clock.from_london(question.to_on + timedelta(days=1), time_of_day.min)
    own = Disposal.organisation_id == viewer.organisation_id
    return own, is_open_to(viewer, Disposal.person_id), Disposal.proposed_at >= start, Disposal.proposed_at < end


class _Days:
    """The London day of an instant, asked once for each hour."""

    def __init__(self) -> None:
        self._known: dict[tuple[date, int], date] = {}

    def of(self, at: Any) -> date:
        hour = (at.date(), at.hour)
        day = self._known.get(hour)
        if day is None:
            day = self._known[hour] = clock.london_date(at)
        return day


class _Words:
    """The labels that decisions are counted by, each looked up once."""

    def __init__(self) -> None:
        self._suites: dict[int, str] = {row.id: row.name for row in db.session.execute(select(Suite.id, Suite.name))}
        self._drugs = {code: drug.name for code, drug in controlled_drugs(law_in_use()).items()}
        self._groups = {one.value: one.group.label for one in Ethnicity}

    def area(self, suite_id: int | None) -> str:
        return self._suites.get(suite_id or 0, "Not at a suite")

    def drug(self, code: str | None) -> str:
        return self._drugs.get(code or "", "Another drug" if code else "No drug named")

    def ethnicity(self, code: str | None) -> str:
        return self._groups.get(code or "", "Not asked")
