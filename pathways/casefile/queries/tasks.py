"""The facts of the task list, what the viewer left half written, and whom liaison and diversion are to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from pathways import clock, dates
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.authority.queries import RequestWaiting
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, CaseFacts, Tag
from pathways.arrest_tests.models.testing import AskLater
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.roles import Viewer
from pathways.casefile.rules.tasks import (
    LIAISON_PARTS,
    AssessmentStage,
    Task,
    TaskListFacts,
    TestStage,
    is_of_case,
    tasks,
)
from pathways.disposals.proposal import queries as disposals
from pathways.drafts.actions import open_drafts
from pathways.drafts.models import Draft
from pathways.people import queries as people_queries
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.custody.rules import NO_TEST_ON_ARREST, why_no_test
from pathways.people.deaths import queries as deaths_queries
from pathways.people.identity.rules import adult_form_bars, young_because
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import OpenPart
from pathways.people.models.custody import Detention, Episode, YouthHandover
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.steps.rules import said_to_police
from pathways.safeguarding.queries import safeguarding_of
from pathways.safeguarding.rules.concerns import Guidance, Safeguarding, healthcare_first
from pathways.store.base import db
from pathways.vocabulary import Origin

# The draft that the viewer left half written in a case: their own newest one, nobody else's.


def left_half_written(viewer: Viewer, views: Iterable[EpisodeView]) -> dict[int, Draft]:
    """The viewer's newest draft of each of these episodes, by episode. One read, however many there are."""
    drafts = open_drafts(viewer.user_id)
    pairs = ((view.episode.id, _newest(drafts, view)) for view in views) if drafts else ()
    return {episode_id: draft for episode_id, draft in pairs if draft}


def _newest(drafts: list[Draft], view: EpisodeView) -> Draft | None:
    return next(
        (
            draft
            for draft in drafts
            if is_of_case(draft.address, about=draft.person_id, episode_id=view.episode.id, person_id=view.person.id)
        ),
        None,
    )


# The facts of the task list and of the board, read from the rooms below; none of them knows a test result.


DRUG_MISSING = "V-016"
HOLD_RULES = frozenset({"V-019", "V-019a", "V-020"})
TOLD_ALL, TOLD_ENDED = "This person has died.", "Ended, no further action."


@dataclass(frozen=True, kw_only=True)
class Parts:
    """An episode with its seven parts."""

    view: EpisodeView
    facts: TaskListFacts
    tasks: tuple[Task, ...]
    disposal_id: int | None
    referral: Referral | None
    asked: RequestWaiting | None
    risks: tuple[str, ...]
    case: CaseFacts | None
    later: AskLater | None
    hold_is_over: bool
    safeguarding: Safeguarding
    healthcare: Guidance | None


def parts(viewer: Viewer, episode_id: int) -> Parts:
    """The task list of an episode in sight. Raises OutOfSight."""
    return parts_of(viewer, custody_queries.episode(viewer, episode_id))


def parts_of(viewer: Viewer, view: EpisodeView) -> Parts:
    """The task list of an episode that the caller has found in sight."""
    if viewer.is_liaison:
        return parts_for_liaison(viewer, view)
    episode = view.episode
    arrest = assessment_queries.progress(episode.id)
    disposal = disposals.progress(episode.id)
    answers = consents_queries.answers_of(episode)
    latest = referrals_queries.latest_of(episode.id)
    is_held = episode.origin is Origin.DETENTION
    case = lawful_basis_queries.case_facts(view, clock.now(), saved=arrest.offences) if is_held else None
    sample = may_a_sample_be_requested(case) if case and arrest.offences else None
    later = testing_queries.reminder_of(episode.id) if case else None
    was_released = bool(view.detention and view.detention.released_at)
    # Somebody who refused or could not give a sample, and is to be asked again, still has a test to do.
    is_asked_again = later is not None and arrest.test is assessment_queries.TestProgress.NO_RESULT and not was_released
    screened = needs_queries.asked_of(episode.id)
    risks = screened.risks
    safeguarding = safeguarding_of(viewer, episode.id, risks, has_concern=screened.has_concern)
    asked = _asked(viewer, episode.id, sample)
    death = deaths_queries.death_of(viewer, view.person)
    facts = TaskListFacts(
        origin=episode.origin,
        is_adult=is_adult(view),
        **_young(view, sample),
        has_died=death is not None,
        death_words=TOLD_ALL if death is None or death.is_whole else TOLD_ENDED,
        was_released=was_released,
        held_for_no_offence="" if view.is_for_an_offence else view.presence.label,
        offences=len(arrest.offences),
        offence_words=f"{arrest.offence_words}.",
        risks_to_ask=tuple(risk.short for risk in risks.to_ask),
        review=safeguarding.stage,
        sample_is_open=_is_open(sample),
        sample_needs_authority=_needs_authority(sample),
        drug_is_missing=sample is not None and any(missing.rule == DRUG_MISSING for missing in sample.missing),
        sample_words=_sample_words(sample, asked),
        later_words=_later_words(later),
        test=TestStage.NONE if is_asked_again else TestStage(arrest.test.value),
        test_words=arrest.test_words,
        assessment=AssessmentStage(arrest.assessment.value),
        disposal_words=disposal.words,
        disposal_started=disposal.started,
        disposal_done=disposal.done,
        disposal_days_late=disposal.days_late,
        has_needs=screened.screen is not None,
        consents_answered=all(answers[number].row is not None for number in (REFERRAL, FEEDBACK)),
        consent_refused=answers[REFERRAL].answer is ConsentState.REFUSED,
        referral_words=_referral_words(latest),
        referral_sent=latest is not None,
        referral_drafted=referrals_queries.draft_of(episode.id) is not None,
        **_before_leaving(screened),
    )
    return Parts(
        view=view,
        facts=facts,
        tasks=tasks(facts),
        disposal_id=disposal.disposal_id,
        referral=latest,
        asked=asked,
        risks=screened.flags,
        case=case,
        later=later,
        hold_is_over=bool(sample and HOLD_RULES & set(sample.arrest.blocks)),
        safeguarding=safeguarding,
        healthcare=healthcare_first(
            risks, is_unwell=screened.drinks_daily or (later is not None and later.why.is_unwell)
        ),
    )


def parts_for_liaison(viewer: Viewer, view: EpisodeView) -> Parts:
    """What liaison and diversion do in an episode. Arrest, test, assessment and disposal are not even read."""
    episode, death = view.episode, deaths_queries.death_of(viewer, view.person)
    answers, latest, asked = (
        consents_queries.answers_of(episode),
        referrals_queries.latest_of(episode.id),
        needs_queries.asked_of(episode.id),
    )
    safeguarding = safeguarding_of(viewer, episode.id, asked.risks, has_concern=asked.has_concern)
    facts = TaskListFacts(
        origin=episode.origin,
        is_adult=is_adult(view),
        **_young(view, None),
        has_died=death is not None,
        death_words=TOLD_ALL,
        was_released=bool(view.detention and view.detention.released_at),
        risks_to_ask=tuple(risk.short for risk in asked.risks.to_ask),
        review=safeguarding.stage,
        has_needs=asked.screen is not None,
        consents_answered=all(answers[number].row is not None for number in (REFERRAL, FEEDBACK)),
        consent_refused=answers[REFERRAL].answer is ConsentState.REFUSED,
        referral_words=_referral_words(latest),
        referral_sent=latest is not None,
        referral_drafted=referrals_queries.draft_of(episode.id) is not None,
        **_before_leaving(asked),
    )
    return Parts(
        view=view,
        facts=facts,
        tasks=tuple(task for task in tasks(facts) if task.part in LIAISON_PARTS),
        disposal_id=None,
        referral=latest,
        asked=None,
        risks=asked.flags,
        case=None,
        later=None,
        hold_is_over=False,
        safeguarding=safeguarding,
        healthcare=None,
    )


@leaving_custody_queries.open_parts_by
def parts_left(viewer: Viewer, view: EpisodeView) -> tuple[OpenPart, ...]:
    """The parts that are not done when the person is released; none for somebody who died."""
    parts = parts_of(viewer, view)
    left = (task for task in parts.tasks if task.state.is_open)
    return tuple(OpenPart(key=task.part.value, label=task.part.label) for task in left)


def _young(view: EpisodeView, sample: BasisAnswer | None) -> dict[str, Any]:
    """Why the adult form is shut, what that does to a test, and whom somebody rang about it."""
    because = young_because(view.details, clock.today())
    if not because:
        return {}
    was_charged = sample is not None and "V-009" not in sample.charge.blocks
    words = why_no_test(view.details.date_of_birth, clock.today())
    if sample is not None and was_charged:
        words = f"{NO_TEST_ON_ARREST}. After charge: {sample.charge.summary}"
    call = custody_queries.call_about_youth(view.episode.id)
    return {"young_because": because, "young_test_words": words, "young_call_words": _call_words(call) if call else ""}


def _call_words(call: YouthHandover) -> str:
    at = dates.london(call.called_at or call.recorded_at)
    return f"{' and '.join(call.rung_labels)} rung at {at:%H:%M} on {at.day} {at:%B}."


def _before_leaving(asked: needs_queries.NeedsAsked) -> dict[str, Any]:
    """What was done of the three things before the door opens."""
    return {
        "naloxone_words": asked.naloxone.answer.label.lower() if asked.naloxone else "",
        "naloxone_must_be_asked": asked.must_answer_naloxone,
        "slip_printed": asked.slip_printed,
    }


def is_adult(view: EpisodeView) -> bool:
    """18 or over on the London date of today; an age in doubt is treated as a child's (PACE Code C 1.5A)."""
    return not adult_form_bars(view.details, clock.today())


def _later_words(later: AskLater | None) -> str:
    if later is None:
        return ""
    at = dates.london(later.ask_again_at)
    return f"{later.words}. Ask again at {at:%H:%M} on {at.day} {at:%B}."


def _is_open(sample: BasisAnswer | None) -> bool | None:
    """Open on a route, closed on both, or not said yet."""
    if sample is None:
        return None
    tags = {route.tag for route in sample.routes}
    if Tag.OPEN in tags:
        return True
    return False if tags == {Tag.CLOSED} else None


def _needs_authority(sample: BasisAnswer | None) -> bool:
    if sample is None or any(route.tag is Tag.OPEN for route in sample.routes):
        return False
    return any(route.tag is Tag.NEEDS_AUTHORITY for route in sample.routes)


def _asked(viewer: Viewer, episode_id: int, sample: BasisAnswer | None) -> RequestWaiting | None:
    """The request for an authority that waits in an episode and that its test hangs on."""
    if not _needs_authority(sample):
        return None
    return next(iter(authority_queries.requests_waiting(viewer, episode_id)), None)


def _sample_words(sample: BasisAnswer | None, asked: RequestWaiting | None) -> str:
    if sample is None:
        return ""
    if asked is not None:
        return f"An inspector was asked at {dates.london(asked.request.asked_at):%H:%M}: waiting for authority."
    return "No test: ask an inspector if you want one." if _needs_authority(sample) else f"{sample.verdict}."


def _referral_words(latest: Referral | None) -> str:
    if latest is None:
        return ""
    words = said_to_police(latest.state, accepted=latest.accepted_at is not None)
    return f"{latest.reference}: {words.lower()}."


# Whom liaison and diversion are to see: who is at their suite, and their own team's open cases.


MOST = 200


@dataclass(frozen=True, kw_only=True)
class ToSee:
    """One person on the list. Nothing of a test, an assessment or a disposal is read for it."""

    view: EpisodeView
    is_ours: bool
    is_adult: bool
    was_seen: bool
    referral: str
    risks: tuple[str, ...]

    @property
    def state(self) -> str:
        """How far the team is with them, in a word or two."""
        if self.referral:
            return f"Referral: {self.referral.lower()}"
        return "Needs recorded" if self.was_seen else "To be seen"


def to_be_seen(viewer: Viewer) -> tuple[ToSee, ...]:
    """Who is at the suite and whose case the team has open: who leaves first stands first, whose referral is sent
    below. A fixed count of statements.

    People whose record is shut to the viewer are not there, nor counted.
    """
    views = _open_to(viewer)
    ids = [view.episode.id for view in views]
    asked, sent = needs_queries.asked_of_many(ids), referrals_queries.latest_of_many(ids)
    rows = []
    for view in views:
        screened, referral = asked[view.episode.id], sent.get(view.episode.id)
        rows.append(
            ToSee(
                view=view,
                is_ours=view.episode.organisation_id == viewer.organisation_id,
                is_adult=is_adult(view),
                was_seen=screened.screen is not None,
                referral=said_to_police(referral.state, accepted=referral.accepted_at is not None) if referral else "",
                risks=screened.flags,
            )
        )
    return tuple(sorted(rows, key=lambda row: (bool(row.referral), _leaves(row), row.was_seen, row.view.episode.id)))


def _leaves(row: ToSee) -> tuple[bool, float]:
    planned = row.view.detention.planned_release_at if row.view.detention else None
    return planned is None, (planned or row.view.episode.opened_at).timestamp()


def _open_to(viewer: Viewer) -> list[EpisodeView]:
    """The open episodes in sight, newest first. An interview from before yesterday counts only if it is the team's."""
    ours, yesterday = Episode.organisation_id == viewer.organisation_id, clock.today() - timedelta(days=1)
    rows = db.session.execute(
        select(Episode, Person, PersonDetails, Detention)
        .join(Person, Person.id == Episode.person_id)
        .join(
            PersonDetails,
            (PersonDetails.person_id == people_queries.surviving_id()) & PersonDetails.superseded_at.is_(None),
        )
        .outerjoin(Detention, (Detention.episode_id == Episode.id) & Detention.superseded_at.is_(None))
        .where(Episode.id.in_(people_queries.episodes_in_sight(viewer)), Episode.closed_at.is_(None))
        .where(Person.died_at.is_(None), or_(ours, Detention.id.is_not(None), Episode.came_on >= yesterday))
        .order_by(Episode.opened_at.desc(), Episode.id.desc())
        .limit(MOST)
    )
    return [EpisodeView(episode=row[0], person=row[1], details=row[2], detention=row[3]) for row in rows]
