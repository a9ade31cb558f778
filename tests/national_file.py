"""A monthly file that a manager asked for and the worker made."""

from sqlalchemy import select

from pathways.auth.roles import Viewer
from pathways.cli.jobs import make_file
from pathways.ndtms import actions
from pathways.ndtms.models import NdtmsFile, NdtmsFileRequest
from pathways.ndtms.rules.lists import Month
from pathways.store.base import db

WORKER = "here:1"


def file_made(*, by: Viewer, month: Month) -> NdtmsFile:
    """Ask for the file of a month, and let the worker make it. Commits: the worker reads by another connection."""
    request_id = actions.ask_for_file(by=by, month=month).id
    db.session.commit()
    assert make_file(WORKER) == 1
    file_id = db.session.scalars(select(NdtmsFileRequest.file_id).where(NdtmsFileRequest.id == request_id)).one()
    return db.session.get_one(NdtmsFile, file_id)
