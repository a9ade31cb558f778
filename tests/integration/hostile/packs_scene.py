"""A pack that was made, one that waits, a schedule, and what a manager types to order another."""

from typing import Any

from pathways.auth.roles import Role, Viewer
from pathways.cli.jobs import make_pack
from pathways.packs import actions
from pathways.packs.queries import editions_for
from pathways.packs.rules import PackReport, PackShape, periods_of
from pathways.reporting.forms.reports import interval_of
from pathways.store.base import db
from tests.packs import WORKER

Ids = dict[str, int | str]


def endpoints(manager: Viewer) -> dict[str, Ids]:
    """The newest quarter of which there are figures: one pack of it is made, and one waits."""
    days = periods_of(editions_for(manager))[0]
    orders = ([PackReport.BOARD], [PackShape.CSV]), ([PackReport.BOARD], [PackShape.PDF])
    made, waits = (
        actions.order_pack(by=manager, reports=reports, shapes=shapes, days=days).id for reports, shapes in orders
    )
    goes_on = actions.order_each_quarter(by=manager, reports=[PackReport.BOARD], shapes=[PackShape.CSV]).id
    db.session.commit()
    make_pack(WORKER)
    return {
        "packs.pack_zip": {"pack_id": made},
        "packs.pack": {"pack_id": waits},
        "packs.schedule": {"schedule_id": goes_on},
    }


def _order(full_county: Any) -> dict[str, Any]:
    days = interval_of(periods_of(editions_for(full_county.viewer(Role.MG)))[0])
    return {"reports": ["board"], "shapes": ["xlsx"], "when": "once", "days": days}


WRITES: dict[str, Any] = {
    "packs.packs": (Role.MG, _order),
    "packs.pack": (Role.MG, lambda _: {"then": "cancel"}),
    "packs.schedule": (Role.MG, lambda _: {}),
}
ADDS = {"packs.packs"}
"""Two who order the same at once have one pack each: nothing of anybody's is lost."""
