"""Steps of the arrest itself: offences added, charged and closed, somebody released, a death."""

from collections.abc import Callable
from typing import Final

from pathways.arrest_tests.rules import Machine
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.arrest_tests.machine.steps import DESK, Scene, Step, Typed, now

TRIGGER, NO_TRIGGER = "TA68-1", "TA78-3"


def _arrest(scene: Scene) -> str | None:
    return None if scene.written.is_released else f"{scene.episode}/arrest"


def _adds(code: str) -> Callable[[Scene], str | None]:
    def where(scene: Scene) -> str | None:
        known = {row.code for row in scene.written.live("offence")}
        return None if code in known else _arrest(scene)

    return where


def _as_recorded(scene: Scene) -> Typed:
    """The offences that stand on the page already."""
    typed: Typed = {}
    for place, row in enumerate(scene.written.live("offence")):
        name = f"offences-{place}"
        typed |= {f"{name}-number": str(row.number), f"{name}-offence": row.code}
        typed |= {f"{name}-closed_as": row.closed_as.value} if row.closed_as else {}
        for moment in ("arrested_at", "charged_at", "closed_at"):
            typed |= boxes(f"{name}-{moment}", at) if (at := getattr(row, moment)) else {}
    return typed


def _added(code: str) -> Callable[[Scene], Typed]:
    def typed(scene: Scene) -> Typed:
        row = f"offences-{len(scene.written.live('offence'))}"
        arrested = scene.written.live("detention")[0].arrested_at
        return _as_recorded(scene) | {f"{row}-offence": code} | boxes(f"{row}-arrested_at", arrested)

    return typed


def _open_offence(scene: Scene) -> int | None:
    rows = scene.written.live("offence")
    places = (place for place, row in enumerate(rows) if row.charged_at is None and row.closed_at is None)
    return next(places, None)


def _with_open_offence(scene: Scene) -> str | None:
    return _arrest(scene) if _open_offence(scene) is not None else None


def _charged(scene: Scene) -> Typed:
    return _as_recorded(scene) | now(f"offences-{_open_offence(scene)}-charged_at")


def _closed(scene: Scene) -> Typed:
    row = f"offences-{_open_offence(scene)}"
    return _as_recorded(scene) | {f"{row}-closed_as": "nfa"} | now(f"{row}-closed_at")


def _release(scene: Scene) -> str | None:
    return None if scene.written.is_released or not scene.written.rows["drug_test"] else f"{scene.episode}/release"


def _may_die(scene: Scene) -> str | None:
    return None if scene.written.has_died else f"/people/{scene.person_id}/died"


T: Final = Machine.TEST
STEPS: Final = (
    Step("arrested for theft", (DESK,), T, _adds(TRIGGER), _added(TRIGGER), ("offence",)),
    Step("arrested for making off", (DESK,), T, _adds(NO_TRIGGER), _added(NO_TRIGGER), ("offence",)),
    Step("charged", (DESK,), T, _with_open_offence, _charged, ("offence",), ends=True),
    Step("no further action", (DESK,), T, _with_open_offence, _closed, ("offence",), ends=True),
    Step(
        "released",
        (DESK,),
        T,
        _release,
        lambda _: {"release_type": "on_bail"} | now("released_at"),
        ("detention",),
        ends=True,
    ),
    Step("died", (DESK,), T, _may_die, lambda _: {"source": "hospital"} | now("died_at"), ("person",), ends=True),
)
RELEASED: Final = "released"
"""Whose page asks of each part that is open why it is: it is fetched first."""
