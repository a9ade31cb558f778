"""Scrutiny: the organiser's steps with a round and its learning, and what a member does with a case."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import OrganisationKind, Viewer
from pathways.refusals import Reason, Refused, Stale, refuse_if
from pathways.scrutiny.documents import pack_paper
from pathways.scrutiny.models import (
    ScrutinyCase,
    ScrutinyHidden,
    ScrutinyLearning,
    ScrutinyLink,
    ScrutinyMember,
    ScrutinyRound,
    ScrutinyScore,
)
from pathways.scrutiny.queries import cases as cases_queries
from pathways.scrutiny.queries import known_names
from pathways.scrutiny.queries import rounds as rounds_queries
from pathways.scrutiny.queries.rounds import CaseLine, RoundView
from pathways.scrutiny.rules import rounds
from pathways.store.base import db, rows_changed, save

# What follows from a round: the panel's finding on each case, and what the force does. No case is reopened.


def record_finding(*, by: Viewer, case_id: int, finding: rounds.Score, words: str | None) -> None:
    """Record what the panel found on a case, once. Raises OutOfSight, Stale and Refused."""
    view, line = rounds_queries.case_line(by, case_id)
    if view.round.state is not rounds.RoundState.RELEASED:
        raise Refused("A finding is recorded while the round is with its panel")
    if line.case.finding is not None:
        raise Stale("The panel's finding on this case is recorded already. Open the round again to read it")
    refuse_if(rounds.finding_reasons(finding, words, scored=len(line.scores)))
    values = {"finding": finding, "finding_words": (words or "").strip() or None}
    unfound = update(ScrutinyCase).where(ScrutinyCase.id == case_id, ScrutinyCase.finding.is_(None))
    if rows_changed(unfound.values(**values, found_at=clock.now(), found_by_id=by.user_id)) != 1:
        raise Stale
    audit.administered(
        by, "scrutiny.found", view.round.organisation_id, round_id=view.round.id, case_id=case_id, finding=finding.value
    )


def add_learning(*, by: Viewer, round_id: int, what: str, owner: str, due_on: date) -> ScrutinyLearning:
    """Add an action with its owner and the day it is due. Raises OutOfSight and Refused."""
    view = rounds_queries.round_view(by, round_id)
    if view.round.state is rounds.RoundState.DRAWN:
        raise Refused("Learning follows from what the panel read. Release the pack first")
    refuse_if(rounds.learning_reasons(due_on, clock.today()))
    row = ScrutinyLearning(
        round_id=round_id, what=what, owner=owner, due_on=due_on, added_at=clock.now(), added_by_id=by.user_id
    )
    save(row)
    audit.administered(
        by, "scrutiny.learning.added", view.round.organisation_id, round_id=round_id, learning_id=row.id, due_on=due_on
    )
    return row


def finish_learning(*, by: Viewer, learning_id: int, done_on: date, words: str) -> None:
    """Say when an action was done and what was done. Raises OutOfSight, Stale and Refused."""
    view, row = rounds_queries.learning_line(by, learning_id)
    if row.done_on is not None:
        raise Stale("This action was recorded as done already. Open the round again to read it")
    if done_on > clock.today() or done_on < dates.london_date(row.added_at):
        raise Refused(reasons=(Reason("The day must be between the day it was added and today", "done_on"),))
    values = {"done_on": done_on, "done_words": words, "done_at": clock.now(), "done_by_id": by.user_id}
    undone = (ScrutinyLearning.id == learning_id, ScrutinyLearning.done_on.is_(None))
    if rows_changed(update(ScrutinyLearning).where(*undone).values(**values)) != 1:
        raise Stale
    audit.administered(
        by, "scrutiny.learning.done", view.round.organisation_id, round_id=view.round.id, learning_id=learning_id
    )


# What a member does with a case: score it once, or stand aside from it.


def score(*, by: Viewer, case_id: int, given: rounds.Score, observations: str | None) -> ScrutinyScore:
    """Score one case. Raises Refused, and OutOfSight for a case that the member stands aside from."""
    pack, line = rounds_queries.case_of_panel(by, case_id)
    _lock(pack.round)
    words = (observations or "").strip() or None
    refuse_if(rounds.score_reasons(rounds_queries.seat_of(pack, line), given, words))
    made = ScrutinyScore(case_id=case_id, user_id=by.user_id, score=given, observations=words, scored_at=clock.now())
    db.session.add(made)
    audit.administered(by, "scrutiny.scored", pack.round.organisation_id, round_id=pack.round.id, case_id=case_id)
    return made


def declare_link(*, by: Viewer, case_id: int, why: rounds.LinkWhy, note: str | None) -> None:
    """Stand aside from a case for good: it is no longer read or scored, and a score given no longer counts.

    Raises OutOfSight and Refused.
    """
    pack, _line = rounds_queries.case_of_panel(by, case_id)
    words = (note or "").strip() or None
    refuse_if(rounds.link_reasons(why, words))
    row = ScrutinyLink(case_id=case_id, user_id=by.user_id, why=why, note=words, declared_at=clock.now())
    db.session.add(row)
    audit.administered(
        by,
        "scrutiny.link.declared",
        pack.round.organisation_id,
        round_id=pack.round.id,
        case_id=case_id,
        why=why.value,
    )


def _lock(scrutiny_round: ScrutinyRound) -> None:
    """Lock the round, so that it cannot close between the check and the write. Raises Refused if it has closed."""
    db.session.refresh(scrutiny_round, with_for_update=True)
    if scrutiny_round.state is not rounds.RoundState.RELEASED:
        raise Refused(rounds.NO_MORE_SCORES)


# The organiser's steps with a round: open it, hide further words, release the pack, close it.


READ_AGAIN = (
    "A case has changed since you read it: its record or the hidden words are different. "
    "Read the pack again, then release it"
)


def open_round(
    *, by: Viewer, from_on: date, to_on: date, size: int, members: Collection[int], seed: int | None = None
) -> ScrutinyRound:
    """Draw the sample of a round and seat its panel. The seed is drawn here unless it is given. Raises Refused."""
    if by.organisation_kind is not OrganisationKind.FORCE:
        raise Refused("Only a force has disposals to draw from. Ask its policy lead to open the round")
    _refuse_those_who_may_not_sit(by, members)
    people = rounds_queries.population(by, from_on, to_on)
    reasons = rounds.opening_reasons(
        from_on=from_on,
        to_on=to_on,
        members=members,
        organiser_id=by.user_id,
        today=clock.today(),
        number_decided=len(people),
    )
    refuse_if(reasons)
    lot = secrets.randbelow(2**31) if seed is None else seed
    sample = rounds.draw(people, size=size, seed=lot)
    made = ScrutinyRound(
        organisation_id=by.organisation_id,
        from_on=from_on,
        to_on=to_on,
        asked_size=size,
        seed=lot,
        method=rounds.METHOD,
        population=rounds.recorded(people),
        population_size=len(people),
        population_sha256=rounds.fingerprint(people),
        state=rounds.RoundState.DRAWN,
        opened_at=clock.now(),
        opened_by_id=by.user_id,
    )
    save(made)
    db.session.add_all(ScrutinyMember(round_id=made.id, user_id=each) for each in dict.fromkeys(members))
    db.session.add_all(
        ScrutinyCase(
            round_id=made.id,
            number=number,
            disposal_id=candidate.disposal_id,
            is_always_in=candidate.disposal_id in sample.always,
        )
        for number, candidate in enumerate(sample.drawn, 1)
    )
    _administered(by, "scrutiny.opened", made, seed=lot, drawn=len(sample.drawn), sha256=made.population_sha256)
    _name_the_people(by, "scrutiny.drawn", rounds_queries.round_view(by, made.id).lines, made.id)
    return made


def hide_words(*, by: Viewer, case_id: int, words: Iterable[str]) -> None:
    """Hide further words in one case before release. Raises OutOfSight and Refused."""
    view, _line = rounds_queries.case_line(by, case_id)
    _refuse_unless(view, rounds.RoundState.DRAWN, "This pack was released: nothing in it can change")
    given = tuple(dict.fromkeys(each for each in (" ".join(line.split()) for line in words) if each))
    if not given or any(len(each) < 2 or len(each) > 200 for each in given):
        raise Refused("Type the words to hide, one line each, of 2 characters or more", field="words")
    if again := set(given) & set(known_names.words_hidden(case_id)):
        twice = tuple(Reason(f"“{each}” is hidden in this case already", "words") for each in sorted(again))
        raise Refused(reasons=twice)
    db.session.add_all(
        ScrutinyHidden(case_id=case_id, words=each, hidden_at=clock.now(), hidden_by_id=by.user_id) for each in given
    )
    _administered(by, "scrutiny.words.hidden", view.round, case_id=case_id, count=len(given))


def release(*, by: Viewer, round_id: int, seen: str) -> ScrutinyRound:
    """Give the pack to the panel: what it says now is stored and no longer changes.

    `seen` is the hash of the pack that the organiser read. Raises OutOfSight, Stale, and Refused where the pack has
    changed since.
    """
    view = rounds_queries.round_view(by, round_id)
    _refuse_unless(view, rounds.RoundState.DRAWN, "This pack was released already")
    packs = packs_of(view)
    if seen != print_of(packs):
        raise Refused(READ_AGAIN)
    at = clock.now()
    for line in view.lines:
        line.case.pack = packs[line.case.id]
    db.session.flush()
    content = pack_for_organiser(view, made_at=at)
    _move(
        view.round,
        rounds.RoundState.DRAWN,
        state=rounds.RoundState.RELEASED,
        released_at=at,
        released_by_id=by.user_id,
        pack_sha256=hashlib.sha256(content).hexdigest(),
    )
    _administered(by, "scrutiny.released", view.round, sha256=view.round.pack_sha256, cases=len(view.lines))
    _name_the_people(by, "scrutiny.disclosed", view.lines, round_id)
    return view.round


def close_round(*, by: Viewer, round_id: int) -> None:
    """End a round: its pack can no longer be read, and its counts are published. Raises OutOfSight, Stale and
    Refused."""
    view = rounds_queries.round_view(by, round_id)
    _refuse_unless(view, rounds.RoundState.RELEASED, "This round is not with its panel")
    refuse_if(rounds.may_close(cases=len(view.lines), findings=view.findings))
    _move(
        view.round,
        rounds.RoundState.RELEASED,
        state=rounds.RoundState.CLOSED,
        closed_at=clock.now(),
        closed_by_id=by.user_id,
    )
    _administered(by, "scrutiny.closed", view.round)


def packs_of(view: RoundView) -> dict[int, list[Any]]:
    """What the pack says now, by case."""
    entries = rounds_queries.entries_of(view.lines)
    return {case_id: cases_queries.as_row(lines) for case_id, lines in entries.items()}


def print_of(packs: dict[int, list[Any]]) -> str:
    """A hash of what a pack says, to check that what is released is what was read."""
    return hashlib.sha256(json.dumps(sorted(packs.items()), ensure_ascii=True).encode()).hexdigest()


def pack_for_organiser(view: RoundView, *, made_at: datetime) -> bytes:
    """The whole pack as a paper, with no case left out."""
    scrutiny_round = view.round
    return pack_paper(
        scrutiny_round.id, scrutiny_round.from_on, scrutiny_round.to_on, view.lines, made_at=made_at, not_shown=()
    )


def _refuse_those_who_may_not_sit(by: Viewer, members: Collection[int]) -> None:
    allowed = {number for number, _ in rounds_queries.may_sit(by)}
    if not members or not set(members) <= allowed | {by.user_id}:
        raise Refused("Select at least one panel member who holds the role today", field="members")


def _refuse_unless(view: RoundView, state: rounds.RoundState, words: str) -> None:
    if view.round.state is not state:
        raise Stale(f"{words}. Open the round again to see where it stands")


def _move(scrutiny_round: ScrutinyRound, before: rounds.RoundState, **columns: Any) -> None:
    same = update(ScrutinyRound).where(ScrutinyRound.id == scrutiny_round.id, ScrutinyRound.state == before)
    if rows_changed(same.values(**columns)) != 1:
        raise Stale
    db.session.refresh(scrutiny_round)


def _administered(by: Viewer, action: str, scrutiny_round: ScrutinyRound, **payload: Any) -> None:
    audit.administered(by, action, scrutiny_round.organisation_id, round_id=scrutiny_round.id, **payload)


def _name_the_people(by: Viewer, action: str, lines: Iterable[CaseLine], round_id: int) -> None:
    """Log the people, so that each can be told whether a case of theirs was drawn or shown to a panel."""
    audit.listed(by, action, [line.disposal.person_id for line in lines], round=round_id)
