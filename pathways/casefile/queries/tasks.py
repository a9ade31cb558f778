"""The facts of the task list, and what the viewer left half written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pathways import clock, dates
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.authority.queries import RequestWaiting
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.queries import ArrestRows
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import BasisAnswer, CaseFacts, Tag
from pathways.arrest_tests.models.testing import AskLater
from pathways.auth.roles import Viewer
from pathways.casefile.queries.episode_rows import EpisodeRows, episode_rows
from pathways.casefile.queries.police_links import EpisodeLink
from pathways.casefile.rules.tasks import (
    LIAISON_PARTS,
    AssessmentStage,
    Task,
    TaskListFacts,
    TestStage,
    is_of_case,
    tasks,
)
from pathways.disposals.conditions import queries as disposals
from pathways.disposals.models import Disposal
from pathways.drafts.actions import open_drafts
from pathways.drafts.models import Draft
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.custody.rules import NO_TEST_ON_ARREST, why_no_test
from pathways.people.deaths import queries as deaths_queries
from pathways.people.identity.rules import adult_form_bars, young_because
from pathways.people.leaving_custody.rules import OpenPart
from pathways.people.models.custody import YouthHandover
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, ConsentState
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.steps.rules import said_to_police
from pathways.safeguarding.rules.concerns import Guidance, Safeguarding, healthcare_first
from pathways.vocabulary import Origin

# The draft that the viewer left half written in a case: their own newest one, nobody else's.


def left_half_written(viewer: Viewer, views: Sequence[EpisodeView]) -> dict[int, Draft]:
    """The viewer's newest draft of each of these episodes, by episode. One read, however many there are, if any."""
    drafts = open_drafts(viewer.user_id) if views else []
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
    is_restricted: bool
    facts: TaskListFacts
    tasks: tuple[Task, ...]
    disposal: Disposal | None
    referral: Referral | None
    asked: RequestWaiting | None
    request_waits: bool
    risks: tuple[str, ...]
    case: CaseFacts | None
    later: AskLater | None
    hold_is_over: bool
    safeguarding: Safeguarding
    healthcare: Guidance | None

    @property
    def disposal_id(self) -> int | None:
        return self.disposal.id if self.disposal else None


@dataclass(frozen=True, kw_only=True)
class EpisodeCase:
    """An episode with its parts, and what was read of every episode in sight of that person, in the order they began.
    Liaison and diversion read this one alone."""

    parts: Parts
    rows: Mapping[int, EpisodeRows]

    @property
    def views(self) -> tuple[EpisodeView, ...]:
        return tuple(row.view for row in self.rows.values())

    @property
    def links(self) -> dict[int, EpisodeLink]:
        return {episode_id: row.link for episode_id, row in self.rows.items()}

    @property
    def arrests(self) -> dict[int, ArrestRows]:
        return {episode_id: row.arrest for episode_id, row in self.rows.items()}


def case(viewer: Viewer, episode_id: int) -> EpisodeCase:
    """An episode in sight with its task list. Raises OutOfSight."""
    if viewer.is_liaison:
        rows = episode_rows(viewer, [custody_queries.episode(viewer, episode_id)])
    else:
        rows = episode_rows(viewer, custody_queries.episode_with_others(viewer, episode_id))
    return EpisodeCase(parts=parts_from(viewer, {episode_id: rows[episode_id]})[episode_id], rows=rows)


def parts_of(viewer: Viewer, view: EpisodeView, arrest: ArrestRows | None = None) -> Parts:
    """The task list of an episode that the caller has found in sight; `arrest` if the caller has read it."""
    return parts_from(viewer, episode_rows(viewer, [view], {view.episode.id: arrest} if arrest else None))[
        view.episode.id
    ]


def parts_of_many(viewer: Viewer, views: Collection[EpisodeView]) -> dict[int, Parts]:
    """The task lists of episodes that the caller has found in sight, by episode: as many statements for one as for
    all."""
    return parts_from(viewer, episode_rows(viewer, views))


def parts_from(viewer: Viewer, rows: Mapping[int, EpisodeRows]) -> dict[int, Parts]:
    """The task lists of these episodes, from what was read of them."""
    parts_for = _parts_for_liaison if viewer.is_liaison else _parts_for_police
    return {episode_id: parts_for(viewer, row) for episode_id, row in rows.items()}


def _parts_for_police(viewer: Viewer, rows: EpisodeRows) -> Parts:
    view, latest, disposal = rows.view, rows.latest, disposals.progress_with(rows.disposals)
    episode = view.episode
    answers = consents_queries.answers_among(rows.consents)
    arrest = assessment_queries.progress_with(rows.arrest.offences.lines, rows.arrest.tests.deciding, rows.decided)
    is_held = episode.origin is Origin.DETENTION
    case = lawful_basis_queries.case_facts(view, clock.now(), rows=rows.arrest) if is_held else None
    sample = may_a_sample_be_requested(case) if case and arrest.offences else None
    later = rows.later if case else None
    was_released = bool(view.detention and view.detention.released_at)
    # Somebody who refused or could not give a sample, and is to be asked again, still has a test to do.
    is_asked_again = later is not None and arrest.test is assessment_queries.TestProgress.NO_RESULT and not was_released
    screened, safeguarding = rows.needs, rows.safeguarding
    risks = screened.risks
    # The request for an authority that waits and that the test hangs on.
    asked = next(iter(rows.requests), None) if _needs_authority(sample) else None
    death = deaths_queries.death_of(viewer, view.person)
    facts = TaskListFacts(
        origin=episode.origin,
        is_adult=is_adult(view),
        **_young(view, sample, rows.call),
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
        referral_drafted=rows.has_draft,
        **_before_leaving(screened),
    )
    return Parts(
        view=view,
        is_restricted=rows.is_restricted,
        facts=facts,
        tasks=tasks(facts),
        disposal=disposal.disposal,
        referral=latest,
        asked=asked,
        request_waits=bool(rows.requests),
        risks=screened.flags,
        case=case,
        later=later,
        hold_is_over=bool(sample and HOLD_RULES & set(sample.arrest.blocks)),
        safeguarding=safeguarding,
        healthcare=healthcare_first(
            risks, is_unwell=screened.drinks_daily or (later is not None and later.why.is_unwell)
        ),
    )


def _parts_for_liaison(viewer: Viewer, rows: EpisodeRows) -> Parts:
    """What liaison and diversion do in an episode. Arrest, test, assessment and disposal are not even read."""
    view = rows.view
    episode, death = view.episode, deaths_queries.death_of(viewer, view.person)
    latest, asked, safeguarding = rows.latest, rows.needs, rows.safeguarding
    answers = consents_queries.answers_among(rows.consents)
    facts = TaskListFacts(
        origin=episode.origin,
        is_adult=is_adult(view),
        **_young(view, None, rows.call),
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
        referral_drafted=rows.has_draft,
        **_before_leaving(asked),
    )
    return Parts(
        view=view,
        is_restricted=rows.is_restricted,
        facts=facts,
        tasks=tuple(task for task in tasks(facts) if task.part in LIAISON_PARTS),
        disposal=None,
        referral=latest,
        asked=None,
        request_waits=False,
        risks=asked.flags,
        case=None,
        later=None,
        hold_is_over=False,
        safeguarding=safeguarding,
        healthcare=None,
    )


def parts_left(parts: Parts) -> tuple[OpenPart, ...]:
    """The parts that are not done when the person is released; none for somebody who died."""
    left = (task for task in parts.tasks if task.state.is_open)
    return tuple(OpenPart(key=task.part.value, label=task.part.label) for task in left)


def _young(view: EpisodeView, sample: BasisAnswer | None, call: YouthHandover | None) -> dict[str, Any]:
    """Why the adult form is shut, what that does to a test, and whom somebody rang about it."""
    because = young_because(view.details, clock.today())
    if not because:
        return {}
    was_charged = sample is not None and "V-009" not in sample.charge.blocks
    words = why_no_test(view.details.date_of_birth, clock.today())
    if sample is not None and was_charged:
        words = f"{NO_TEST_ON_ARREST}. After charge: {sample.charge.summary}"
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
