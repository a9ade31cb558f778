"""Taking a book of rules into use, and keeping the one that a decision rests on."""

import hashlib
import re

from sqlalchemy.dialects import postgresql, sqlite

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.law import queries as books
from pathways.law.models import RuleBookKept
from pathways.law.rules.disposal_book import RULES_VERSION, RuleBook, read_book, shipped_text, text_of
from pathways.law.rules.disposal_language import NotABook
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,19}")


def load_book(*, by: audit_models.Actor, content: bytes, version: str, source: str) -> RuleBookKept:
    """Take a file of rules into use, from the next decision on. What was decided before keeps its own book.

    Raises Refused with every fault of the file, and where the version is taken or the file is in use already; then the
    book in use stays.
    """
    refuse_if((*_faults_of_names(version, source), *_faults_of_file(content, version)))
    text = text_of(content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if books.hash_in_use() == digest:
        raise Refused("This very file is in use already", field="file")
    book = RuleBookKept(
        version=version,
        text=text,
        sha256=digest,
        source=source.strip(),
        loaded_at=clock.now(),
        loaded_by_id=by.user_id,
    )
    db.session.add(book)
    db.session.flush()
    audit.administered(by, "rules.loaded", by.organisation_id, version=version, sha256=digest)
    return book


def book_to_decide_by() -> RuleBook:
    """The book in use, kept from now on: a version stored with a decision can always be read again.

    Two who decide at once keep one. What came with the product was loaded by nobody, so nothing is logged.
    """
    book = books.book_in_use()
    if book.version == RULES_VERSION and not books.is_kept(RULES_VERSION):
        text = shipped_text()
        row = {
            "version": RULES_VERSION,
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "is_shipped": True,
            "source": "Came with the product",
            "loaded_at": clock.now(),
        }
        dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        db.session.execute(dialect.insert(RuleBookKept).values(**row).on_conflict_do_nothing())
    return book


def _faults_of_names(version: str, source: str) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if not _VERSION.fullmatch(version):
        words = "A version has 1 to 20 letters, digits, dots, hyphens or plus signs, as in 2027-04-01"
        reasons.append(Reason(words, "version"))
    elif version == RULES_VERSION or books.is_kept(version):
        words = f"Version {version} is taken, and decisions may name it. Choose another name for this file"
        reasons.append(Reason(words, "version"))
    if not 3 <= len(source.strip()) <= 200:
        reasons.append(Reason("Say in 3 to 200 characters who signed the rules off, and when", "source"))
    return tuple(reasons)


def _faults_of_file(content: bytes, version: str) -> tuple[Reason, ...]:
    try:
        read_book(content, version)
    except NotABook as refused:
        return tuple(Reason(str(fault), "file") for fault in refused.faults)
    return ()
