"""The organiser's steps with a round: open it, hide further words, release the pack, close it."""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import OrganisationKind, Viewer
from pathways.refusals import Refused, Stale
from pathways.scrutiny import queries
from pathways.scrutiny.documents import pack_paper
from pathways.scrutiny.models import ScrutinyCase, ScrutinyHidden, ScrutinyMember, ScrutinyRound
from pathways.scrutiny.queries import CaseLine, RoundView
from pathways.scrutiny.rules import (
    METHOD,
    RoundState,
    draw,
    fingerprint,
    may_close,
    opening_reasons,
    recorded,
)
from pathways.store import db, rows_changed

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
    people = queries.population(by, from_on, to_on)
    reasons = opening_reasons(
        from_on=from_on,
        to_on=to_on,
        members=members,
        organiser_id=by.user_id,
        today=clock.today(),
        found=len(people),
    )
    if reasons:
        raise Refused(reasons=reasons)
    lot = secrets.randbelow(2**31) if seed is None else seed
    sample = draw(people, size=size, seed=lot)
    made = ScrutinyRound(
        organisation_id=by.organisation_id,
        from_on=from_on,
        to_on=to_on,
        asked_size=size,
        seed=lot,
        method=METHOD,
        population=recorded(people),
        population_size=len(people),
        population_sha256=fingerprint(people),
        state=RoundState.DRAWN,
        opened_at=clock.now(),
        opened_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(ScrutinyMember(round_id=made.id, user_id=each) for each in dict.fromkeys(members))
    db.session.add_all(
        ScrutinyCase(
            round_id=made.id, number=number, disposal_id=one.disposal_id, is_always_in=one.disposal_id in sample.always
        )
        for number, one in enumerate(sample.drawn, 1)
    )
    _administered(by, "scrutiny.opened", made, seed=lot, drawn=len(sample.drawn), sha256=made.population_sha256)
    _name_the_people(by, "scrutiny.drawn", queries.round_view(by, made.id).lines, made.id)
    return made


def hide_words(*, by: Viewer, case_id: int, words: Iterable[str]) -> None:
    """Hide further words in one case before release. Raises OutOfSight and Refused."""
    view, _line = queries.case_line(by, case_id)
    _refuse_unless(view, RoundState.DRAWN, "This pack was released: nothing in it can change")
    given = tuple(dict.fromkeys(each for each in (" ".join(one.split()) for one in words) if each))
    if not given or any(len(each) < 2 or len(each) > 200 for each in given):
        raise Refused("Type the words to hide, one line each, of 2 characters or more", field="words")
    db.session.add_all(
        ScrutinyHidden(case_id=case_id, words=each, hidden_at=clock.now(), hidden_by_id=by.user_id) for each in given
    )
    _administered(by, "scrutiny.words.hidden", view.round, case_id=case_id, count=len(given))


def release(*, by: Viewer, round_id: int, seen: str) -> ScrutinyRound:
    """Give the pack to the panel: what it says now is kept and changes no more.

    `seen` is the print of the pack that the organiser read. Raises OutOfSight, Stale, and Refused when it says
    something else by now.
    """
    view = queries.round_view(by, round_id)
    _refuse_unless(view, RoundState.DRAWN, "This pack was released already")
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
        RoundState.DRAWN,
        state=RoundState.RELEASED,
        released_at=at,
        released_by_id=by.user_id,
        pack_sha256=hashlib.sha256(content).hexdigest(),
    )
    _administered(by, "scrutiny.released", view.round, sha256=view.round.pack_sha256, cases=len(view.lines))
    _name_the_people(by, "scrutiny.disclosed", view.lines, round_id)
    return view.round


def close_round(*, by: Viewer, round_id: int) -> None:
    """End a round: its pack is read no more and its counts are published. Raises OutOfSight, Stale and Refused."""
    view = queries.round_view(by, round_id)
    _refuse_unless(view, RoundState.RELEASED, "This round is not with its panel")
    if reasons := may_close(cases=len(view.lines), found=view.found):
        raise Refused(reasons=reasons)
    _move(view.round, RoundState.RELEASED, state=RoundState.CLOSED, closed_at=clock.now(), closed_by_id=by.user_id)
    _administered(by, "scrutiny.closed", view.round)


def packs_of(view: RoundView) -> dict[int, list[Any]]:
    """What the pack says now, by case."""
    return {line.case.id: queries.as_kept(line.told()) for line in view.lines}


def print_of(packs: dict[int, list[Any]]) -> str:
    """A hash of what a pack says, so that what is released is what was read."""
    return hashlib.sha256(json.dumps(sorted(packs.items()), ensure_ascii=True).encode()).hexdigest()


def pack_for_organiser(view: RoundView, *, made_at: datetime) -> bytes:
    """The whole pack as a paper."""
    one = view.round
    return pack_paper(one.id, one.from_on, one.to_on, view.lines, made_at=made_at, not_shown=())


def _refuse_those_who_may_not_sit(by: Viewer, members: Collection[int]) -> None:
    allowed = {number for number, _ in queries.may_sit(by)}
    if not members or not set(members) <= allowed | {by.user_id}:
        raise Refused("Select at least one panel member who holds the role today", field="members")


def _refuse_unless(view: RoundView, state: RoundState, words: str) -> None:
    if view.round.state is not state:
        raise Stale(f"{words}. Open the round again to see where it stands")


def _move(one: ScrutinyRound, before: RoundState, **columns: Any) -> None:
    same = update(ScrutinyRound).where(ScrutinyRound.id == one.id, ScrutinyRound.state == before)
    if rows_changed(same.values(**columns)) != 1:
        raise Stale
    db.session.refresh(one)


def _administered(by: Viewer, action: str, one: ScrutinyRound, **payload: Any) -> None:
    audit.administered(by, action, one.organisation_id, round_id=one.id, **payload)


def _name_the_people(by: Viewer, action: str, lines: Iterable[CaseLine], round_id: int) -> None:
    """The log can answer for each person whether a case of theirs was drawn or shown to a panel."""
    audit.listed(by, action, [line.disposal.person_id for line in lines], round=round_id)
