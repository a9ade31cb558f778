"""A monthly file that a manager asked for and the worker made."""

import json
from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Viewer
from pathways.cli.jobs import make_file
from pathways.ndtms import actions
from pathways.ndtms.models import NdtmsFile, NdtmsFileRequest
from pathways.ndtms.queries.agreements import begun_by
from pathways.ndtms.queries.episodes import episodes
from pathways.ndtms.rules.file import EpisodeRow
from pathways.ndtms.rules.lists import Month
from pathways.store.base import db

WORKER, ANOTHER = "here:1", "there:2"
NOVEMBER = Month(date(2026, 11, 1))


def file_made(*, by: Viewer, month: Month) -> NdtmsFile:
    """Ask for the file of a month, and let the worker make it. Commits: the worker reads by another connection."""
    request_id = actions.ask_for_file(by=by, month=month).id
    db.session.commit()
    assert make_file(WORKER) == 1
    file_id = db.session.scalars(select(NdtmsFileRequest.file_id).where(NdtmsFileRequest.id == request_id)).one()
    return db.session.get_one(NdtmsFile, file_id)


def episodes_of(manager: Viewer, month: Month) -> list[EpisodeRow]:
    """Every episode of a month, as the file is made of it."""
    return list(episodes(list(begun_by(manager, month).rests_on), month, clock.now()))


def asked(scene, month=NOVEMBER):
    request_id = actions.ask_for_file(by=scene.manager, month=month).id
    db.session.commit()
    return request_id


def request(request_id):
    return db.session.get_one(NdtmsFileRequest, request_id, populate_existing=True)


def files():
    return list(db.session.scalars(select(NdtmsFile).order_by(NdtmsFile.id)))


def recorded(action):
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id))
    return [(row.actor_id, json.loads(row.payload)) for row in rows]
