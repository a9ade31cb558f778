"""Packs that a manager ordered and the worker made."""

import io
import zipfile

from sqlalchemy import select

from pathways.cli.jobs import act_on_schedules, make_pack
from pathways.packs import actions
from pathways.packs.models import Pack
from pathways.packs.rules import PackReport, PackShape
from pathways.store.base import db

WORKER, ANOTHER = "here:1", "there:2"
BOTH = (PackReport.BOARD, PackReport.RECOVERY)


def ordered(scene, reports=BOTH, shapes=(PackShape.CSV,), days=None) -> int:
    """The number of a pack that was ordered; it is committed, since the worker reads by another connection."""
    pack_id = actions.order_pack(by=scene.manager, reports=reports, shapes=shapes, days=days or scene.quarter).id
    db.session.commit()
    return pack_id


def make_packs() -> None:
    """All that are due now, also by schedule, as the worker makes them."""
    act_on_schedules()
    while make_pack(WORKER):
        pass


def pack_of(pack_id: int) -> Pack:
    return db.session.get_one(Pack, pack_id, populate_existing=True)


def packs() -> list[Pack]:
    return list(db.session.scalars(select(Pack).order_by(Pack.id)))


def opened(content: bytes) -> dict[str, bytes]:
    """The files of a ZIP by their names, each checked against its own sum."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}
