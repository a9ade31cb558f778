"""The case as the rules of a sample read it, and the samples of a continuous detention."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from pathways import dates
from pathways.arrest_tests.authority.queries import OFFENCES, OffencesRead, offences_from
from pathways.arrest_tests.lawful_basis.rules.facts import (
    SPOILED,
    CaseFacts,
    OffenceFacts,
    SampleFacts,
    may_take_another,
)
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.offences.queries import offence_facts
from pathways.arrest_tests.testing.queries import TESTS, EpisodeTests, tests_from
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.dates import time_in_words
from pathways.law.queries import TestSite, law_in_use, sites_of
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.law.rules.offences_and_drugs import max_samples_on
from pathways.law.rules.tables import Law
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.queries import CustodyStay
from pathways.people.models.custody import Detention, Episode
from pathways.store.base import db
from pathways.store.together import SideBySide, among

ARREST = {"offences": OFFENCES, **leaving_custody_queries.STAY, **TESTS}
"""What `arrests_from` is made of: a later room reads it with what it asks of the same episodes."""
_ARREST = SideBySide((Episode, among(Episode.id, "of_episodes")), **ARREST)


@dataclass(frozen=True, kw_only=True)
class ArrestRows:
    """What is recorded of an arrest and its tests, read once for a page that asks about several moments."""

    offences: OffencesRead = field(default_factory=OffencesRead)
    tests: EpisodeTests = field(default_factory=EpisodeTests)
    stay: CustodyStay = field(default_factory=CustodyStay)
    sites: Mapping[int, TestSite] = field(default_factory=dict)


def arrest_rows(views: Collection[EpisodeView]) -> dict[int, ArrestRows]:
    """What is recorded of the arrests of these episodes, by episode; a few statements for all."""
    return arrests_from(views, _ARREST.read({"of_episodes": [view.episode.id for view in views if view.episode.id]}))


def arrests_from(views: Collection[EpisodeView], read: Mapping[str, Iterable[Any]]) -> dict[int, ArrestRows]:
    """What is recorded of the arrests of these episodes, by episode, from what was read (`ARREST`).

    Somebody who is being booked in has an episode without a number: it is not saved yet, and its samples are asked for.
    """
    ids = [view.episode.id for view in views]
    keys = {view.episode.id: view.detention.continuous_detention if view.detention else None for view in views}
    stays, tests = leaving_custody_queries.stays_from(ids, read), tests_from(keys, read)
    tests |= {each: EpisodeTests(samples=_samples_in(key)) for each, key in keys.items() if key and not each}
    sites = sites_of(_suites(views, stays))  # the law comes with them, and the offences ask for it
    offences = offences_from(ids, read["offences"])
    return {each: ArrestRows(offences=offences[each], tests=tests[each], stay=stays[each], sites=sites) for each in ids}


def _suites(views: Iterable[EpisodeView], stays: Mapping[int, CustodyStay]) -> set[int]:
    """Every suite where one of them was or is."""
    suites = {view.episode.suite_id for view in views} | {view.detention.suite_id for view in views if view.detention}
    for move in (move for stay in stays.values() for move in stay.transfers):
        suites |= {move.from_suite_id, move.to_suite_id}
    return {each for each in suites if each is not None}


def arrest_of(view: EpisodeView) -> ArrestRows:
    """What is recorded of the arrest of one episode."""
    return arrest_rows([view])[view.episode.id]


def case_facts(
    view: EpisodeView,
    at: datetime,
    *,
    rows: ArrestRows | None = None,
    offences: Iterable[OffenceFacts] | None = None,
    warned_at: datetime | None = None,
    told_at: datetime | None = None,
    adult_present: bool | None = None,
    without_test: int | None = None,
    law: Law | None = None,
    needs_were_said: bool = True,
) -> CaseFacts:
    """The case as the rules read it at `at`.

    `rows`: what the caller has read already. `offences`: those on a form that is not saved yet. `warned_at`, `told_at`:
    when a form says that the person was warned, and told of an authority. `adult_present`: what a form says about the
    appropriate adult; None takes the custody record. `without_test`: a test to leave out, because it is being
    corrected. `law`: that of a recorded decision, else the law in use. `needs_were_said`: False on a form that has not
    yet said what the person needs.
    """
    rows, detention, details = rows or arrest_of(view), view.detention, view.details
    is_detained = detention is not None and (detention.released_at is None or detention.released_at > at)
    left = detention.released_at if detention and not is_detained else None
    place = rows.sites.get((rows.stay.suite_id_at(view.episode, at) if detention else view.episode.suite_id) or 0)
    decided = rows.stay.decision_at(at) if detention else None
    arrived = detention.arrived_at if detention else None
    held_against = law or law_in_use()
    if offences is None:
        offences = [offence_facts(line, arrived_at=arrived, law=held_against) for line in rows.offences.lines]
    return CaseFacts(
        request_at=at,
        born_on=details.date_of_birth,
        age_is_only_said_or_estimated=not details.age_evidence.is_sure,
        clear_age_evidence=bool(details.clear_age_evidence),
        in_police_detention=is_detained and view.is_for_an_offence,
        presence_label=_recorded_as(view, left),
        site=place.suite.name if place else "This station",
        notification=place.notified_on(dates.london_date(at)) if place else None,
        custody_officer_seen_at=detention.custody_officer_seen_at if detention else None,
        warned_at=warned_at,
        is_vulnerable=bool(detention and custody_queries.needed_adult_since(detention, at)),
        needs_were_said=needs_were_said,
        appropriate_adult_present=bool(detention and detention.appropriate_adult_present)
        if adult_present is None
        else adult_present,
        offences=tuple(offences),
        authorities=rows.offences.authority_facts(told_at),
        max_samples=max_samples_on(dates.london_date(at), held_against),
        samples=tuple(sample_facts(row) for row in rows.tests.samples if row.id != without_test) if detention else (),
        relevant_time=arrived,
        released_at=detention.released_at if detention else None,
        release_decision=decided.decision if decided else None,
        held_only_for_sample=bool(decided and decided.held_only_for_sample),
        needs_interpreter=bool(detention and detention.needs_interpreter),
        interpreter_language=(detention.interpreter_language or "") if detention else "",
        interpreter_present=bool(detention and detention.interpreter_present),
    )


def _recorded_as(view: EpisodeView, left: datetime | None) -> str:
    """How the person is recorded, in the words of V-001."""
    if left:
        return f"released at {time_in_words(left)}"
    return view.presence.in_sentence if view.detention else view.episode.origin.label.lower()


def may_take_second(view: EpisodeView, test: DrugTest | None, at: datetime, rows: ArrestRows | None = None) -> bool:
    """Whether the sample that counts could not be used and the person may be asked for a second one at `at`."""
    if test is None or test.is_irregular or test.sample_condition not in SPOILED:
        return False
    return may_take_another(case_facts(view, at, rows=rows))


def _samples_in(continuous_detention: str) -> tuple[DrugTest, ...]:
    """The samples of a continuous detention, in order."""
    given = (DrugTest.superseded_at.is_(None), DrugTest.outcome == SampleOutcome.SAMPLE_GIVEN)
    samples = select(DrugTest).where(DrugTest.episode_id.in_(_episodes_of(continuous_detention)), *given)
    return tuple(db.session.scalars(samples.order_by(DrugTest.taken_at, DrugTest.id)))


def last_sample_in(continuous_detention: str) -> int:
    """The number of the last regular sample of a continuous detention; 0 before the first."""
    statement = select(func.max(DrugTest.sample_seq)).where(
        DrugTest.episode_id.in_(_episodes_of(continuous_detention)),
        DrugTest.outcome == SampleOutcome.SAMPLE_GIVEN,
        DrugTest.superseded_at.is_(None),
        ~DrugTest.is_irregular,
    )
    return db.session.scalar(statement) or 0


def _episodes_of(continuous_detention: str) -> Select[int]:
    """The episodes of a continuous detention, by the live custody records, so that samples follow a correction."""
    live = (Detention.continuous_detention == continuous_detention, Detention.superseded_at.is_(None))
    return select(Detention.episode_id).where(*live)


def sample_facts(row: DrugTest) -> SampleFacts:
    """A sample as the rules read it."""
    return SampleFacts(
        route=row.route or SampleRoute.ARREST,
        condition=row.sample_condition or SampleCondition.SUFFICIENT,
        taken_at=row.taken_at,
    )
