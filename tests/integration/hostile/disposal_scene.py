"""Signed cautions with a condition that runs, and a code that waits for the registrar."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.models import Condition, OutcomeRecord
from pathways.store.base import db
from tests.integration.disposals import plain_disposal

Ids = dict[str, int | str]
WORDS = "Recorded as the service said it"


def endpoints() -> dict[str, Ids]:
    """The ids of each route's address."""
    stepped, reported, varied = (plain_disposal.signed(plain_disposal.scene()) for _ in range(3))
    code = db.session.scalars(select(OutcomeRecord).where(OutcomeRecord.disposal_id == stepped.id)).one()
    return {
        "disposals.step": {"disposal_id": stepped.id, "event": "suspected_breach"},
        "disposals.contact": {"disposal_id": reported.id},
        "disposals.report": {"condition_id": _condition(reported.id)},
        "disposals.vary": {"condition_id": _condition(varied.id)},
        "disposals.code": {"record_id": code.id},
    }


def of_roles() -> dict[tuple[Role, str], Ids]:
    """What a monitor finds: only what runs."""
    runs = plain_disposal.signed(plain_disposal.scene())
    return {
        (Role.CM, endpoint): {"disposal_id": runs.id, "scan_id": 0}
        for endpoint in ("disposals.disposal", "disposals.document")
    }


def _condition(disposal_id: int) -> int:
    return db.session.scalars(select(Condition.id).where(Condition.disposal_id == disposal_id)).one()


def _later(_: Any) -> dict[str, str]:
    day = clock.today() + timedelta(weeks=6)
    boxes = {f"new-due_on-{box}": str(getattr(day, box)) for box in ("day", "month", "year")}
    written = {"new-kind": "drug_assessment", "new-proof": "attendance_log", "new-wording": ""}
    return boxes | written | {"reason": "The first appointment clashed with his work", "agrees": "yes"}


def _today(_: Any) -> dict[str, str]:
    return {f"on-{box}": str(getattr(clock.today(), box)) for box in ("day", "month", "year")}


WRITES: dict[str, Any] = {
    "disposals.step": (
        Role.CO,
        lambda _: {"failed": "The assessment was not kept", "reason": "none_given", "evidence": WORDS},
    ),
    "disposals.contact": (Role.CO, lambda _: {"by_what": "telephone", "result": "no_answer"}),
    "disposals.report": (Role.CO, lambda _: {"met": "yes", "words": WORDS} | _today(_)),
    "disposals.vary": (Role.DM, _later),
    "disposals.code": (Role.RG, lambda _: {"answer": "accept"}),
}
