"""Printing papers that are kept: a copy is drawn once, stored with its hash, and printed again as the same bytes.

When the record says something else, the next copy is made, which names the one it replaces.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.documents.kinds import PaperKind
from pathways.documents.models import Copy, KeptPaper
from pathways.documents.paper import Paper
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db
from pathways.store.constraints import unless_at_once

Drawn = Callable[[Copy], Paper]
"""Draws the paper for one copy, from the record as it is now."""


_LAST = 9999  # a number beyond it is no copy, and may be larger than the database's


class Printer(Protocol):
    """The person who prints."""

    @property
    def user_id(self) -> int: ...
    @property
    def name(self) -> str: ...


def printed(
    draw: Drawn, *, kind: PaperKind, about_id: int, episode_id: int, by: Printer, number: int | None = None
) -> KeptPaper:
    """The copy that says what the record says now, made if there is none; or the copy with a number, as it was made.

    Raises OutOfSight for a number that no copy has. Two people who print at once get the same copy.
    """
    if number is not None:
        return copy_numbered(kind, about_id, number)
    for _attempt in range(2):
        before = newest_copy(kind, about_id)
        paper = draw(_next_copy(before, by))
        if before is not None and before.fingerprint == paper.fingerprint:
            return before
        made = _kept(paper, kind=kind, about_id=about_id, episode_id=episode_id, by=by)
        try:
            with db.session.begin_nested():
                db.session.add(made)
        except IntegrityError as error:
            unless_at_once(error, "uq_kept_paper_kind_about_id_number")
            continue  # somebody else printed at the same moment: theirs is the newest now
        return made
    raise RuntimeError("A copy could not be numbered twice in a row")


def record_printing(
    by: audit_models.Actor, person_id: int, copy: KeptPaper, subject: tuple[str, int], /, **more: str
) -> bytes:
    """The bytes of a copy. The look is logged with the copy's number and its hash, which later proves which it was."""
    facts = {"kind": copy.kind.value, "copy": copy.number, "sha256": copy.sha256, **more}
    audit.look(by, person_id, "document.printed", subject, **facts)
    return copy.content


def newest_copy(kind: PaperKind, about_id: int) -> KeptPaper | None:
    """The copy of a paper with the highest number."""
    of_paper = select(KeptPaper).where(KeptPaper.kind == kind, KeptPaper.about_id == about_id)
    return db.session.scalar(of_paper.order_by(KeptPaper.number.desc()).limit(1))


def copy_numbered(kind: PaperKind, about_id: int, number: int) -> KeptPaper:
    """One copy as it was made. Raises OutOfSight."""
    if not 0 < number <= _LAST:
        raise OutOfSight
    of_paper = (KeptPaper.kind == kind, KeptPaper.about_id == about_id, KeptPaper.number == number)
    return or_out_of_sight(db.session.scalar(select(KeptPaper).where(*of_paper)))


def copy_with_hash(kind: PaperKind, about_id: int, digest: str) -> KeptPaper | None:
    """The copy whose bytes have this hash: what was handed over, even if the record was corrected since."""
    of_paper = (KeptPaper.kind == kind, KeptPaper.about_id == about_id, KeptPaper.sha256 == digest)
    return db.session.scalar(select(KeptPaper).where(*of_paper))


def copies_of_episode(episode_id: int) -> tuple[KeptPaper, ...]:
    """Every copy printed about an episode, each paper's newest last, without their bytes."""
    rows = select(KeptPaper).where(KeptPaper.episode_id == episode_id)
    return tuple(db.session.scalars(rows.order_by(KeptPaper.kind, KeptPaper.about_id, KeptPaper.number)))


def _next_copy(before: KeptPaper | None, by: Printer) -> Copy:
    number = before.number + 1 if before else 1
    return Copy(number=number, made_at=clock.now(), made_by=by.name, replaced_at=before.made_at if before else None)


def _kept(paper: Paper, *, kind: PaperKind, about_id: int, episode_id: int, by: Printer) -> KeptPaper:
    content = paper.pdf()
    return KeptPaper(
        kind=kind,
        about_id=about_id,
        episode_id=episode_id,
        number=paper.copy.number if paper.copy else 1,
        fingerprint=paper.fingerprint,
        sha256=sha256(content).hexdigest(),
        content=content,
        made_at=paper.made_at,
        made_by_id=by.user_id,
    )
