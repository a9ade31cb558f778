"""Rounds of scrutiny at every step of their life, and what somebody types at each."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.scrutiny import actions
from pathways.scrutiny.actions import packs_of, print_of
from pathways.scrutiny.models import ScrutinyCase, ScrutinyRound
from pathways.scrutiny.queries import rounds as queries
from pathways.scrutiny.rules.rounds import Score
from pathways.store.base import db

SENTENCE = "Recorded as the person said it, at the desk"
Ids = dict[str, int | str]


def endpoints(organiser: Viewer, member: Viewer) -> dict[str, Ids]:
    """A round as drawn, one with its panel, one to be closed, each of the cautions that the county signed."""
    drawn, with_panel, to_close = (_round(organiser, member) for _ in range(3))
    for scrutiny_round in (with_panel, to_close):
        view = queries.round_view(organiser, scrutiny_round.id)
        actions.release(by=organiser, round_id=scrutiny_round.id, seen=print_of(packs_of(view)))
    for case in _cases(to_close):
        actions.score(by=member, case_id=case.id, given=Score.CONSISTENT, observations=None)
        actions.record_finding(by=organiser, case_id=case.id, finding=Score.CONSISTENT, words=None)
    due = clock.today() + timedelta(days=7)
    learned = actions.add_learning(by=organiser, round_id=with_panel.id, what=SENTENCE, owner="Custody", due_on=due)
    first, second = _cases(with_panel)[:2]
    found_on = _round(organiser, member)
    actions.release(
        by=organiser, round_id=found_on.id, seen=print_of(packs_of(queries.round_view(organiser, found_on.id)))
    )
    case = _cases(found_on)[0]
    actions.score(by=member, case_id=case.id, given=Score.CONSISTENT, observations=None)
    return {
        **{f"scrutiny.{name}": {"round_id": drawn.id} for name in ("preview",)},
        **{
            f"scrutiny.{name}": {"round_id": with_panel.id}
            for name in ("round_page", "pack", "panel_pack", "panel_pdf", "add_learning")
        },
        "scrutiny.close_round": {"round_id": to_close.id},
        "scrutiny.hide_words": {"case_id": _cases(drawn)[0].id},
        "scrutiny.finding": {"case_id": case.id},
        "scrutiny.score": {"case_id": first.id},
        "scrutiny.declare_link": {"case_id": second.id},
        "scrutiny.learning_done": {"learning_id": learned.id},
    }


def _round(organiser: Viewer, member: Viewer) -> ScrutinyRound:
    today = clock.today()
    return actions.open_round(
        by=organiser, from_on=today - timedelta(days=30), to_on=today, size=5, members=[member.user_id], seed=3
    )


def _cases(scrutiny_round: ScrutinyRound) -> list[ScrutinyCase]:
    of_round = select(ScrutinyCase).where(ScrutinyCase.round_id == scrutiny_round.id).order_by(ScrutinyCase.number)
    return list(db.session.scalars(of_round))


def _days(name: str, offset: int) -> dict[str, str]:
    on = clock.today() + timedelta(days=offset)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


WRITES: dict[str, Any] = {
    "scrutiny.open_round": (
        Role.PL,
        lambda full_county: (
            {"size": "5", "members": str(full_county.users[Role.PM2].id)} | _days("from_on", -30) | _days("to_on", 0)
        ),
    ),
    "scrutiny.hide_words": (Role.PL, lambda _: {"words": SENTENCE}),
    "scrutiny.preview": (Role.PL, lambda _: {"read": "read"}),
    "scrutiny.close_round": (Role.PL, lambda _: {}),
    "scrutiny.finding": (Role.PL, lambda _: {"finding": "observations", "words": SENTENCE}),
    "scrutiny.add_learning": (Role.PL, lambda _: {"what": SENTENCE, "owner": "Custody lead"} | _days("due_on", 7)),
    "scrutiny.learning_done": (Role.PL, lambda _: {"words": SENTENCE} | _days("done_on", 0)),
    "scrutiny.score": (Role.PM2, lambda _: {"score": "inappropriate", "observations": SENTENCE}),
    "scrutiny.declare_link": (Role.PM2, lambda _: {"why": "knows", "note": SENTENCE}),
}
