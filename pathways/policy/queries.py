"""Changes that policy leads proposed, the switches, tables and leaflets in use, and the decisions a question reads."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from datetime import time as time_of_day
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, Text, cast, func, select, type_coerce

from pathways import clock, dates
from pathways.approvals.queries import waiting_first
from pathways.approvals.rules import ChangeState
from pathways.arrest_tests.models.offences import Offence
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.disposals.models import Disposal, GravityTableKept, Leaflet, Switch
from pathways.law.models import NotificationChange, ProposedChange
from pathways.law.queries import book_in_use, law_changes_waiting, law_in_use, notification_changes_waiting
from pathways.law.rules.disposal_book import rules
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.law.rules.offences_and_drugs import controlled_drugs
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.custody import Episode
from pathways.people.models.identity import PersonDetails
from pathways.people.queries import is_open_to
from pathways.policy.models import PolicyChange, WhatIfRun
from pathways.policy.rules.changes import ForceSaid, Subject, SwitchShown, as_stored, shown, unset_first
from pathways.policy.rules.counts import age_band
from pathways.policy.rules.what_if import WhatIfQuestion
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.store.paging import Page, page_among

# What policy leads of a force proposed, and how each was decided. It names nobody but policy leads.


def change(viewer: Viewer, change_id: int) -> PolicyChange:
    """One change of the viewer's own organisation. Raises OutOfSight."""
    policy_change = db.session.get(PolicyChange, change_id)
    if policy_change is None or policy_change.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return policy_change


def changes_of(
    viewer: Viewer, subject: Subject, name: str | None = None, *, after: str | None = None
) -> Page[PolicyChange]:
    """A page of every change proposed of one subject (and name): those that wait first, then the latest."""
    rows = _of_subject(viewer, subject)
    return waiting_first(rows if name is None else rows.where(PolicyChange.name == name), PolicyChange, after=after)


def waiting_of(viewer: Viewer, subject: Subject) -> tuple[PolicyChange, ...]:
    """The changes of one subject that wait for a second person, the latest first."""
    waits = _of_subject(viewer, subject).where(PolicyChange.state == ChangeState.WAITING)
    return tuple(db.session.scalars(waits.order_by(PolicyChange.id.desc())))


def _of_subject(viewer: Viewer, subject: Subject) -> Select[PolicyChange]:
    own = (PolicyChange.organisation_id == viewer.organisation_id, PolicyChange.subject == subject)
    return select(PolicyChange).where(*own)


def waiting_beside(row: PolicyChange) -> tuple[PolicyChange, ...]:
    """Other changes of the same thing that wait."""
    same = (PolicyChange.organisation_id == row.organisation_id, PolicyChange.subject == row.subject)
    waits = (PolicyChange.state == ChangeState.WAITING, PolicyChange.id != row.id)
    others = db.session.scalars(select(PolicyChange).where(*same, *waits).order_by(PolicyChange.id))
    return tuple(other for other in others if row.subject is Subject.GRAVITY or other.name == row.name)


def latest_of(row: PolicyChange) -> int:
    """The id of the last approved change of the same thing; 0 where there is none."""
    same = (PolicyChange.organisation_id == row.organisation_id, PolicyChange.subject == row.subject)
    newest = select(func.max(PolicyChange.id)).where(*same, PolicyChange.state == ChangeState.APPROVED)
    if row.subject is not Subject.GRAVITY:
        newest = newest.where(PolicyChange.name == row.name)
    return db.session.scalar(newest) or 0


def decisions_since(organisation_id: int, day: date) -> int:
    """How many decisions a force proposed since the start of a day: a change leaves these as they are."""
    since = dates.from_london(day, time(0))
    counted = select(func.count(Disposal.id)).where(Disposal.organisation_id == organisation_id)
    return db.session.scalar(counted.where(Disposal.proposed_at >= since, Disposal.is_of_before.is_(False))) or 0


# The decisions of a stretch of days as a question reads them: facts as stored, and the labels to count them by.


AGE, GRAVITY = "age_at_disposal", "gravity_final"


class PastDecision(NamedTuple):
    """One decision: its disposal, the version of its rules, its day, its labels, and the facts it was proposed on.

    The gravity is only known once authority is given, so it is taken from there.
    """

    id: int
    kind: Kind
    facts: dict[str, Any]
    rules_version: str
    day: date
    labels: tuple[str, str, str, str]


@dataclass(frozen=True)
class Extent:
    """How many decisions there are, and the id of the last."""

    total: int
    last_id: int


def extent_of(viewer: Viewer, question: WhatIfQuestion) -> Extent:
    """The decisions that a question is asked of, as they stand now."""
    counted = select(func.count(Disposal.id), func.coalesce(func.max(Disposal.id), 0))
    total, last_id = db.session.execute(counted.where(*_asked_of(viewer, question))).one()
    return Extent(total, last_id)


def decisions(
    viewer: Viewer, question: WhatIfQuestion, *, after_id: int, last_id: int, most: int
) -> Iterator[PastDecision]:
    """The next decisions by id. Only columns are read: no row of a case, and nothing about a test."""
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
        yield PastDecision(disposal_id, kinds[kind], facts, version, days.of(at), labels)


def _asked_of(viewer: Viewer, question: WhatIfQuestion) -> tuple[ColumnElement[bool], ...]:
    start = dates.from_london(question.from_on, time_of_day.min)
    end = dates.from_london(question.to_on + timedelta(days=1), time_of_day.min)
    own = Disposal.organisation_id == viewer.organisation_id
    judged = Disposal.is_of_before.is_(False)
    return (
        own,
        judged,
        is_open_to(viewer, Disposal.person_id),
        Disposal.proposed_at >= start,
        Disposal.proposed_at < end,
    )


class _Days:
    """The London day of an instant, worked out once for each hour."""

    def __init__(self) -> None:
        self._known: dict[tuple[date, int], date] = {}

    def of(self, at: Any) -> date:
        hour = (at.date(), at.hour)
        day = self._known.get(hour)
        if day is None:
            day = self._known[hour] = dates.london_date(at)
        return day


class _Words:
    """The labels that decisions are counted by, each looked up once."""

    def __init__(self) -> None:
        self._suites: dict[int, str] = {row.id: row.name for row in db.session.execute(select(Suite.id, Suite.name))}
        self._drugs = {code: drug.name for code, drug in controlled_drugs(law_in_use()).items()}
        self._groups = {ethnicity.value: ethnicity.group.label for ethnicity in Ethnicity}

    def area(self, suite_id: int | None) -> str:
        return self._suites.get(suite_id or 0, "Not at a suite")

    def drug(self, code: str | None) -> str:
        return self._drugs.get(code or "", "Another drug" if code else "No drug named")

    def ethnicity(self, code: str | None) -> str:
        return self._groups.get(code or "", "Not asked")


# The questions that a policy lead asked. Nobody else may read them.


def what_if_run(viewer: Viewer, run_id: int) -> WhatIfRun:
    """One question of the viewer's own. Raises OutOfSight."""
    run = db.session.get(WhatIfRun, run_id)
    if run is None or run.asked_by_id != viewer.user_id or run.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return run


def what_if_runs(viewer: Viewer, most: int = 10) -> tuple[WhatIfRun, ...]:
    """The viewer's last questions, the latest first."""
    own = select(WhatIfRun).where(WhatIfRun.asked_by_id == viewer.user_id)
    own = own.where(WhatIfRun.organisation_id == viewer.organisation_id)
    return tuple(db.session.scalars(own.order_by(WhatIfRun.id.desc()).limit(most)))


# Every gravity table and leaflet that a force ever signed off.


def gravity_tables(organisation_id: int) -> tuple[GravityTableKept, ...]:
    """The tables of a force, the latest first."""
    own = select(GravityTableKept).where(GravityTableKept.organisation_id == organisation_id)
    return tuple(db.session.scalars(own.order_by(GravityTableKept.valid_from.desc())))


def leaflets(organisation_id: int) -> tuple[Leaflet, ...]:
    """The leaflets of a force, the latest first."""
    own = select(Leaflet).where(Leaflet.organisation_id == organisation_id)
    return tuple(db.session.scalars(own.order_by(Leaflet.valid_from.desc(), Leaflet.id.desc())))


# Every value that a force has set for its switches, and what each switch holds up under the rules in use.


def said_of(organisation_id: int) -> dict[str, list[ForceSaid]]:
    """Every value a force ever set, by switch, earliest first."""
    rows = select(Switch).where(Switch.organisation_id == organisation_id).order_by(Switch.valid_from, Switch.id)
    approved = select(PolicyChange.name, PolicyChange.starts_on).where(
        PolicyChange.organisation_id == organisation_id,
        PolicyChange.subject == Subject.SWITCH,
        PolicyChange.state == ChangeState.APPROVED,
    )
    by_two = {(name, starts_on) for name, starts_on in db.session.execute(approved)}
    by_switch: dict[str, list[ForceSaid]] = defaultdict(list)
    for row in db.session.scalars(rows):
        setting = ForceSaid(
            value=as_stored(row.value),
            since=row.valid_from,
            until=row.valid_to - timedelta(days=1) if row.valid_to else None,
            source=row.source,
            is_example=row.is_demonstration,
            by_two=(row.name, row.valid_from) in by_two,
        )
        by_switch[row.name].append(setting)
    return by_switch


def switches_shown(viewer: Viewer) -> tuple[SwitchShown, ...]:
    """Every switch of the viewer's force as it is today, those that nobody has set first."""
    settings, today = said_of(viewer.organisation_id), clock.today()
    asked = rules(book_in_use(), today)
    return unset_first(shown(name, settings.get(name, ()), asked, today) for name in SWITCHES)


def switch_shown(viewer: Viewer, name: str) -> tuple[SwitchShown, tuple[ForceSaid, ...]]:
    """One switch as it is today, and every value it had. Raises OutOfSight for a name that no rule reads."""
    if name not in SWITCHES:
        raise OutOfSight
    settings, today = said_of(viewer.organisation_id).get(name, []), clock.today()
    return shown(name, settings, rules(book_in_use(), today), today), tuple(settings)


# Everything that waits for a second policy lead, whatever its kind, as one list.


Change = PolicyChange | ProposedChange | NotificationChange


@dataclass(frozen=True, kw_only=True)
class WaitingChange:
    """One change that waits. `suite` is set where the change is about the notification of a suite."""

    change: Change
    suite: Suite | None = None


@dataclass(frozen=True, kw_only=True)
class WaitingChanges:
    """The changes that the viewer may decide, and those they proposed themselves; each list by first day."""

    to_decide: Page[WaitingChange]
    own: Page[WaitingChange]


def waiting_changes(viewer: Viewer, *, after: str | None = None, own_after: str | None = None) -> WaitingChanges:
    """The changes of policy of the viewer's organisation, of the law, and of what suites are notified for."""
    own_organisation = (
        PolicyChange.organisation_id == viewer.organisation_id,
        PolicyChange.state == ChangeState.WAITING,
    )
    policy = db.session.scalars(select(PolicyChange).where(*own_organisation).order_by(PolicyChange.id))
    every = [WaitingChange(change=row) for row in policy]
    every += [WaitingChange(change=row) for row in law_changes_waiting()]
    notified = notification_changes_waiting(viewer)
    every += [WaitingChange(change=row, suite=suite) for row, suite in notified]
    own = [each for each in every if each.change.proposed_by_id == viewer.user_id]
    others = [each for each in every if each.change.proposed_by_id != viewer.user_id]
    # They are of three tables, so they are read whole.
    return WaitingChanges(
        to_decide=page_among(others, _turn, _TURN, after=after), own=page_among(own, _turn, _TURN, after=own_after)
    )


_TURN = (date, datetime, int, str)


def _turn(waits: WaitingChange) -> tuple[date, datetime, int, str]:
    """By the first day; what names none stands first."""
    change = waits.change
    first = change.starts_on or change.until_on or date.min
    return first, change.proposed_at, change.id, change.__tablename__
