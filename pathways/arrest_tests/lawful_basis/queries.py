"""The case as the rules of a sample read it, and the samples of a continuous detention."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, func, select

from pathways import dates
from pathways.arrest_tests.authority.queries import authority_facts
from pathways.arrest_tests.lawful_basis.rules.facts import (
    SPOILED,
    CaseFacts,
    OffenceFacts,
    SampleFacts,
    may_take_another,
)
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.offences.queries import OffenceLine, offence_facts, offences_of
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.auth.queries import suite
from pathways.dates import time_in_words
from pathways.law.queries import law_in_use, notification_on
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.law.rules.offences_and_drugs import max_samples_on
from pathways.law.rules.tables import Law
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.models.custody import Detention
from pathways.store.base import db


def case_facts(
    view: EpisodeView,
    at: datetime,
    *,
    offences: Iterable[OffenceFacts] | None = None,
    saved: Iterable[OffenceLine] | None = None,
    warned_at: datetime | None = None,
    told_at: datetime | None = None,
    adult_present: bool | None = None,
    without_test: int | None = None,
    law: Law | None = None,
    needs_were_said: bool = True,
) -> CaseFacts:
    """The case as the rules read it at `at`.

    `offences`: those on a form that is not saved yet. `saved`: recorded ones that the caller has already read.
    `warned_at`, `told_at`: when a form says that the person was warned, and told of an authority. `adult_present`: what
    a form says about the appropriate adult; None takes the custody record. `without_test`: a test to leave out, because
    it is being corrected. `law`: that of a recorded decision, else the law in use. `needs_were_said`: False on a form
    that has not yet said what the person needs.
    """
    detention, details = view.detention, view.details
    is_detained = detention is not None and (detention.released_at is None or detention.released_at > at)
    left = detention.released_at if detention and not is_detained else None
    place = suite(leaving_custody_queries.suite_id_at(view.episode, at) if detention else view.episode.suite_id)
    decided = leaving_custody_queries.decision_at(view.episode.id, at) if detention else None
    arrived = detention.arrived_at if detention else None
    held_against = law or law_in_use()
    if offences is None:
        lines = offences_of(view.episode.id) if saved is None else saved
        offences = [offence_facts(line, arrived_at=arrived, law=held_against) for line in lines]
    return CaseFacts(
        request_at=at,
        born_on=details.date_of_birth,
        age_is_only_said_or_estimated=not details.age_evidence.is_sure,
        clear_age_evidence=bool(details.clear_age_evidence),
        in_police_detention=is_detained and view.is_for_an_offence,
        presence_label=_recorded_as(view, left),
        site=place.name if place else "This station",
        notification=notification_on(place.id, dates.london_date(at)) if place else None,
        custody_officer_seen_at=detention.custody_officer_seen_at if detention else None,
        warned_at=warned_at,
        is_vulnerable=bool(detention and custody_queries.needed_adult_since(detention, at)),
        needs_were_said=needs_were_said,
        appropriate_adult_present=bool(detention and detention.appropriate_adult_present)
        if adult_present is None
        else adult_present,
        offences=tuple(offences),
        authorities=authority_facts(view.episode.id, told_at=told_at),
        max_samples=max_samples_on(dates.london_date(at), held_against),
        samples=samples_in(detention.continuous_detention, without_test=without_test) if detention else (),
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


def may_take_second(view: EpisodeView, test: DrugTest | None, at: datetime) -> bool:
    """Whether the sample that counts could not be used and the person may be asked for a second one at `at`."""
    if test is None or test.is_irregular or test.sample_condition not in SPOILED:
        return False
    return may_take_another(case_facts(view, at))


def last_sample_in(continuous_detention: str) -> int:
    """The number of the last regular sample of a continuous detention; 0 before the first."""
    statement = select(func.max(DrugTest.sample_seq)).where(
        DrugTest.episode_id.in_(_episodes_of(continuous_detention)),
        DrugTest.outcome == SampleOutcome.SAMPLE_GIVEN,
        DrugTest.superseded_at.is_(None),
        ~DrugTest.is_irregular,
    )
    return db.session.scalar(statement) or 0


def _episodes_of(continuous_detention: str | BindParameter[str]) -> Select[int]:
    """The episodes of a continuous detention, by the live custody records, so that samples follow a correction."""
    live = (Detention.continuous_detention == continuous_detention, Detention.superseded_at.is_(None))
    return select(Detention.episode_id).where(*live)


# The board asks this for everybody in custody, and so does every step of a test, so it is built once.
_SAMPLES = (
    select(DrugTest)
    .where(
        DrugTest.episode_id.in_(_episodes_of(bindparam("of_detention"))),
        DrugTest.outcome == SampleOutcome.SAMPLE_GIVEN,
        DrugTest.superseded_at.is_(None),
        DrugTest.id != bindparam("without"),
    )
    .order_by(DrugTest.taken_at, DrugTest.id)
)


def sample_rows_in(continuous_detention: str, *, without_test: int | None = None) -> tuple[DrugTest, ...]:
    """Every sample of a continuous detention, whatever the custody number or the episode (s.63B(5B))."""
    asked = {"of_detention": continuous_detention, "without": without_test or 0}
    return tuple(db.session.scalars(_SAMPLES, asked))


def samples_in(continuous_detention: str, *, without_test: int | None = None) -> tuple[SampleFacts, ...]:
    """Every sample of a continuous detention, as the rules read it (s.63B(5B))."""
    return tuple(sample_facts(row) for row in sample_rows_in(continuous_detention, without_test=without_test))


def sample_facts(row: DrugTest) -> SampleFacts:
    """A sample as the rules read it."""
    return SampleFacts(
        route=row.route or SampleRoute.ARREST,
        condition=row.sample_condition or SampleCondition.SUFFICIENT,
        taken_at=row.taken_at,
    )
