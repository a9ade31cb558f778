"""Record the fact sheet of an episode, and the earlier outcomes that were found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.queries import rank_on
from pathways.auth.roles import Viewer
from pathways.disposals.actions import a_reason, refuse_if_dead, refuse_if_young
from pathways.disposals.facts import queries
from pathways.disposals.facts.rules.earlier_outcomes import FoundIn, PriorKind, earlier_bars
from pathways.disposals.facts.rules.fact_sheet import answers_to_store, left_out
from pathways.disposals.models import EarlierOutcome, FactSheet
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.steps.rules.machine import is_ended
from pathways.law.rules.disposal_terms import DrugFamily
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, save, supersede
from pathways.vocabulary import Known

# The fact sheet.


EVIDENCE, STATEMENT = "prosecutor_evidence", "victim_statement"
DAY_OF = {
    EVIDENCE: "a prosecutor had enough evidence",
    STATEMENT: "the victim first gave a statement for court, or was interviewed on video",
}


def record_facts(
    *,
    by: Viewer,
    episode_id: int,
    answers: Mapping[str, str],
    offence_on: date | None = None,
    prosecutor_evidence_on: date | None = None,
    victim_statement_on: date | None = None,
    version: int | None = None,
) -> FactSheet:
    """Record the answers to the fact sheet. An earlier sheet is superseded, never changed.

    Raises OutOfSight, Stale if the record changed since `version`, and Refused with a reason at each open question.
    """
    view = proposal_queries.episode_to_decide(by, episode_id)
    audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person)
    refuse_if_young(view.details)
    left = left_out(answers)
    if left:
        raise Refused(
            reasons=tuple(Reason(f"Answer “{question.ask}”, or choose ‘Not known’", question.name) for question in left)
        )
    if offence_on is not None and offence_on > clock.today():
        raise Refused("The offence cannot be in the future. Type the date it happened", field="offence_on")
    evidence_on = _day_of(EVIDENCE, answers, prosecutor_evidence_on, offence_on)
    statement_on = _day_of(STATEMENT, answers, victim_statement_on, offence_on)
    old = queries.sheet_of(episode_id)
    sheet = FactSheet(
        episode_id=episode_id,
        answers=answers_to_store(answers),
        offence_on=offence_on,
        prosecutor_evidence_on=evidence_on,
        victim_statement_on=statement_on,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    supersede(old, sheet, at=clock.now(), reason="Facts answered again")
    _count_anew(view)
    changed = sorted(name for name in {*sheet.answers, *(old.answers if old else ())} if _moved(old, sheet, name))
    action = "disposal.facts.changed" if old else "disposal.facts.recorded"
    audit.change(by, view.person.id, action, ("fact_sheet", sheet.id), episode_id=episode_id, fields=changed)
    return sheet


def _day_of(event: str, answers: Mapping[str, str], day: date | None, offence_on: date | None) -> date | None:
    """The day from which the time to charge runs; None if the sheet says there is none. Raises Refused."""
    if answers_to_store(answers).get(event) != "yes":
        return None
    words = DAY_OF[event]
    if day is None:
        raise Refused(f"Enter the day on which {words}", field=f"{event}_on")
    if day > clock.today() or (offence_on is not None and day < offence_on):
        raise Refused(
            f"The day must be between the offence and today. Type the day {words}",
            field=f"{event}_on",
        )
    return day


def _count_anew(view: EpisodeView) -> None:
    """Work out again the last day to charge of each disposal that has not ended, after a change of the facts."""
    last = queries.case_of(view).charge_by
    for row in proposal_queries.disposals_of(view.episode.id):
        if not is_ended(row.kind, row.state):
            row.limitation_on = last
    db.session.flush()


def _moved(old: FactSheet | None, new: FactSheet, name: str) -> bool:
    return old is None or old.answers.get(name) != new.answers.get(name)


# Earlier outcomes: recorded and corrected.


@dataclass(frozen=True, kw_only=True)
class OutcomeAsTyped:
    """One earlier outcome as it was typed."""

    kind: PriorKind
    given_on: date
    offence: str
    drug_family: DrugFamily | None
    is_similar: Known
    engaged: Known | None
    found_in: FoundIn


def add_earlier(*, by: Viewer, episode_id: int, outcome: OutcomeAsTyped, version: int | None = None) -> EarlierOutcome:
    """Record an earlier outcome, with the rank of the officer who says whether it is similar.

    Raises OutOfSight, Stale and Refused with every reason at its field.
    """
    person_id = _open(by, episode_id, outcome, version)
    row = save(_row(by, episode_id, outcome, number=queries.next_earlier_number(episode_id)))
    _log(by, person_id, row, "disposal.earlier.recorded")
    return row


def correct_earlier(
    *, by: Viewer, episode_id: int, number: int, outcome: OutcomeAsTyped, reason: str | None, version: int | None = None
) -> EarlierOutcome:
    """Correct an earlier outcome with a row that supersedes it. Raises OutOfSight, Stale and Refused."""
    person_id = _open(by, episode_id, outcome, version)
    old = queries.earlier_outcome(episode_id, number)
    why = a_reason(reason, "correction_reason")
    row = supersede(old, _row(by, episode_id, outcome, number=number), at=clock.now(), reason=why)
    _log(by, person_id, row, "disposal.earlier.corrected")
    return row


def _open(by: Viewer, episode_id: int, outcome: OutcomeAsTyped, version: int | None) -> int:
    """The id of the person, if this outcome may be recorded now. Raises OutOfSight, Stale and Refused."""
    view = proposal_queries.episode_to_decide(by, episode_id)
    audit.expect(view.person.id, version)
    refuse_if_dead(by, view.person)
    refuse_if_young(view.details)
    bars = earlier_bars(
        outcome.kind,
        given_on=outcome.given_on,
        engaged=outcome.engaged,
        similar=outcome.is_similar,
        has_rank=rank_on(by.user_id, clock.today()) is not None,
        today=clock.today(),
    )
    refuse_if(bars)
    return view.person.id


def _row(by: Viewer, episode_id: int, outcome: OutcomeAsTyped, *, number: int) -> EarlierOutcome:
    decided = outcome.is_similar is not Known.NOT_KNOWN
    return EarlierOutcome(
        episode_id=episode_id,
        number=number,
        kind=outcome.kind,
        given_on=outcome.given_on,
        offence=outcome.offence,
        drug_family=outcome.drug_family.value if outcome.drug_family else None,
        is_similar=outcome.is_similar,
        similar_by_id=by.user_id if decided else None,
        similar_rank=rank_on(by.user_id, clock.today()) if decided else None,
        engaged=outcome.engaged if outcome.kind.may_be_engaged_with else None,
        found_in=outcome.found_in,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )


def _log(by: Viewer, person_id: int, row: EarlierOutcome, action: str) -> None:
    facts = {"episode_id": row.episode_id, "number": row.number, "kind": row.kind.value}
    audit.change(by, person_id, action, ("earlier_outcome", row.id), **facts, similar=row.is_similar.value)
