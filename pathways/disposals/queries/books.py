"""The books of rules: which one decides today, and the one an earlier decision was taken under."""

from functools import lru_cache

from sqlalchemy import bindparam, select

from pathways.disposals.models import RuleBookKept
from pathways.disposals.rules import RuleBook, read_book, shipped_book
from pathways.store import db

_IN_USE = (
    select(RuleBookKept.version, RuleBookKept.sha256)
    .where(RuleBookKept.is_shipped.is_(False))
    .order_by(RuleBookKept.id.desc())
    .limit(1)
)
_OF_VERSION = select(RuleBookKept.version, RuleBookKept.sha256).where(RuleBookKept.version == bindparam("of_version"))
_TEXT = select(RuleBookKept.text).where(RuleBookKept.version == bindparam("of_version"))


def book_in_use() -> RuleBook:
    """The book that decides now: the one somebody loaded last, or that of the product until somebody has."""
    newest = db.session.execute(_IN_USE).one_or_none()
    return _read(newest.version, newest.sha256) if newest else shipped_book()


def hash_in_use() -> str | None:
    """The hash of the loaded book in use; None while it is that of the product."""
    newest = db.session.execute(_IN_USE).one_or_none()
    return newest.sha256 if newest else None


def book_of(version: str) -> RuleBook:
    """The book of a version, to the letter. Raises LookupError where there never was one."""
    kept = db.session.execute(_OF_VERSION, {"of_version": version}).one_or_none()
    return _read(kept.version, kept.sha256) if kept else shipped_book(version)


def is_kept(version: str) -> bool:
    """Whether a book of this version is in the table."""
    return db.session.execute(_OF_VERSION, {"of_version": version}).one_or_none() is not None


def kept_books() -> tuple[RuleBookKept, ...]:
    """Every book kept, the latest first."""
    return tuple(db.session.scalars(select(RuleBookKept).order_by(RuleBookKept.id.desc())))


@lru_cache(maxsize=32)
def _read(version: str, sha256: str) -> RuleBook:
    """A kept book is read once by each process: its hash stands for its text, which never changes."""
    return read_book(db.session.scalars(_TEXT, {"of_version": version}).one(), version)
