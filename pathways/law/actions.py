"""Propose and decide changes of the law's data and of what suites are notified for; take books of rules into use."""

import hashlib
import re
from typing import Unpack

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from pathways import clock
from pathways.approvals.actions import Sight, check_decision, decide, end, propose, withdraw
from pathways.approvals.rules import ChangeState, SecondPersonAnswer
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.law import queries
from pathways.law.models import NotificationChange, ProposedChange, RuleBookKept, SiteNotification
from pathways.law.rules.disposal_book import RULES_VERSION, RuleBook, read_book, shipped_text, text_of
from pathways.law.rules.disposal_language import NotABook
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.proposed_changes import (
    ChangeDraft,
    NotificationDraft,
    draft_reasons,
    notification_reasons,
    stopping_bars,
)
from pathways.refusals import OutOfSight, Reason, Refused, refuse_if
from pathways.store.base import db, save

# Changing the law's data: one person proposes, another decides. Each step is logged for their organisation.


LAW_CHANGED_MEANWHILE = (
    "Somebody else decided this change, or the law changed, after you opened the page. "
    "What you typed is still here: read the change again, then decide"
)


def propose_law_change(*, by: Viewer, draft: ChangeDraft, is_demonstration: bool = False) -> ProposedChange:
    """Propose a change of one row. Nothing changes until another person approves it. Raises Refused."""
    refuse_if(draft_reasons(draft, queries.rows_in_use(draft.table), queries.law_in_use()))
    change = draft.change
    made = ProposedChange(
        law_table=draft.table,
        code=draft.code,
        content=dict(change.values),
        starts_on=draft.starts_on,
        until_on=draft.until,
        source=draft.source.strip(),
        source_url=draft.source_url.strip() or None,
        mark=draft.mark,
        why=draft.why.strip(),
        rests_on=queries.law_in_use().version,
        is_demonstration=is_demonstration,
    )
    propose(made, by=by)
    _record_of_law(by, "law.change.proposed", made, starts=made.starts_on, ends_row=change.ends_the_row)
    return made


def decide_law_change(*, by: Viewer, change_id: int, seen: str, **answer: Unpack[SecondPersonAnswer]) -> ProposedChange:
    """Approve a change that another proposed, or send it back. `seen` is what `seen_of` gave when the page was made.

    Raises OutOfSight, Refused, Stale.
    """
    change = queries.law_change(change_id)
    _lock_the_numbers()
    sight = Sight(seen, seen_of(change), LAW_CHANGED_MEANWHILE)
    check_decision(change, by=by, answer=answer, sight=sight)
    if answer["approves"]:
        refuse_if(draft_reasons(queries.as_draft(change), queries.rows_in_use(change.law_table), queries.law_in_use()))
    number = _next_number() if answer["approves"] else None
    decide(change, by=by, answer=answer, sight=sight, number=number)
    queries.forget_law()
    _record_of_law(by, f"law.change.{change.state}", change, number=number)
    return change


def withdraw_law_change(*, by: Viewer, change_id: int, why: str, seen: str) -> ProposedChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    change = queries.law_change(change_id)
    _lock_the_numbers()
    withdraw(change, by=by, why=why, sight=Sight(seen, seen_of(change), LAW_CHANGED_MEANWHILE))
    _record_of_law(by, "law.change.withdrawn", change)
    return change


def stop_law_change(*, by: Viewer, change_id: int, why: str, seen: str) -> ProposedChange:
    """Stop an approved change before its first day: what holds today goes on. Raises OutOfSight, Refused, Stale."""
    change = queries.law_change(change_id)
    refuse_if(stopping_bars(state=change.state, starts_on=change.starts_on, today=clock.today()))
    _lock_the_numbers()
    number = _next_number()
    sight = Sight(seen, seen_of(change), LAW_CHANGED_MEANWHILE)
    end(change, by=by, state=ChangeState.STOPPED, why=why, sight=sight, stopped_number=number)
    queries.forget_law()
    _record_of_law(by, "law.change.stopped", change, number=number)
    return change


def seen_of(change: ProposedChange) -> str:
    """What the officer saw when deciding: the version of the change, and that of the law it would change."""
    return f"{change.version}:{queries.law_in_use().version}"


def _lock_the_numbers() -> None:
    """One decision at a time counts up: the first change ever proposed is locked until the transaction ends."""
    first = select(func.min(ProposedChange.id)).scalar_subquery()
    db.session.execute(select(ProposedChange.id).where(ProposedChange.id == first).with_for_update())
    queries.forget_law()


def _next_number() -> int:
    return queries.law_book().newest + 1


def _record_of_law(by: Viewer, action: str, change: ProposedChange, **facts: object) -> None:
    audit.administered(
        by, action, by.organisation_id, change=change.id, table=change.law_table, code=change.code, **facts
    )


# What a custody suite is notified for: one person proposes, another decides, as for the rest of the law's data.


NOTIFICATION_CHANGED_MEANWHILE = (
    "Somebody else decided this change after you opened the page. "
    "What you typed is still here: read the change again, then decide"
)


def propose_notification(
    *, by: Viewer, suite_id: int, draft: NotificationDraft, ends_id: int | None = None, is_demonstration: bool = False
) -> NotificationChange:
    """Propose what a suite is notified for, or (`ends_id`) the last day of a notification. Nothing changes yet.

    Raises OutOfSight, Refused.
    """
    place = queries.suite_to_change(by, suite_id)
    if (ends_id is not None) != draft.ends:
        raise OutOfSight
    if ends_id is not None:
        queries.notification_to_end(place.id, ends_id)
    refuse_if(notification_reasons(draft))
    made = NotificationChange(
        suite_id=place.id,
        notification_id=ends_id,
        ends=draft.ends,
        routes=[route.value for route in SampleRoute if route in draft.routes],
        under18=draft.under18,
        assessment=draft.assessment,
        starts_on=None if draft.ends else draft.starts_on,
        until_on=draft.until,
        source=draft.source.strip(),
        why=draft.why.strip(),
        is_demonstration=is_demonstration,
    )
    propose(made, by=by)
    _record_of_notification(by, "notification.proposed", place, made)
    return made


def decide_notification(
    *, by: Viewer, change_id: int, seen: str, **answer: Unpack[SecondPersonAnswer]
) -> NotificationChange:
    """Approve what another proposed, and it counts; or send it back. `seen` is the version the page showed.

    Raises OutOfSight, Refused, Stale.
    """
    change, place = queries.notification_change(by, change_id)
    sight = Sight(seen, str(change.version), NOTIFICATION_CHANGED_MEANWHILE)
    check_decision(change, by=by, answer=answer, sight=sight)
    made_id = _counts(change) if answer["approves"] else change.notification_id
    decide(change, by=by, answer=answer, sight=sight, notification_id=made_id)
    _record_of_notification(by, f"notification.{change.state}", place, change)
    return change


def take_back_notification(*, by: Viewer, change_id: int, why: str, seen: str) -> NotificationChange:
    """Take back one's own proposal; it stays on the list. Raises OutOfSight, Refused, Stale."""
    change, place = queries.notification_change(by, change_id)
    sight = Sight(seen, str(change.version), NOTIFICATION_CHANGED_MEANWHILE)
    withdraw(change, by=by, why=why, sight=sight, does_so="takes it back")
    _record_of_notification(by, "notification.taken_back", place, change)
    return change


def _counts(change: NotificationChange) -> int:
    """Put an approved change into effect: a new notification, or the last day of an existing one. Raises Refused.

    Gives the id of that notification.
    """
    if not change.ends and change.starts_on is not None:
        made = SiteNotification(
            suite_id=change.suite_id,
            routes=list(change.routes),
            under18=change.under18,
            assessment=change.assessment,
            valid_from=change.starts_on,
            valid_to=change.until_on,
            source=change.source,
            recorded_at=clock.now(),
            recorded_by_id=change.proposed_by_id,
            is_demonstration=change.is_demonstration,
        )
        save(made)
        return made.id
    ends = db.session.get_one(SiteNotification, change.notification_id, populate_existing=True, with_for_update=True)
    if ends.valid_to is not None:
        raise Refused("This notification already has its last day. Send the change back")
    ends.valid_to = change.until_on
    db.session.flush()
    return ends.id


def _record_of_notification(by: Viewer, action: str, place: Suite, change: NotificationChange) -> None:
    facts = {"suite": place.id, "change": change.id, "notification": change.notification_id, "ends": change.ends}
    audit.administered(by, action, place.organisation_id, **facts)


# Taking a book of rules into use, and keeping the one that a decision rests on.


_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,19}")


def load_book(*, by: Actor, content: bytes, version: str, source: str) -> RuleBookKept:
    """Take a file of rules into use, from the next decision on. What was decided before keeps its own book.

    Raises Refused with every fault of the file, or if the version is taken or the file is already in use. The book in
    use then stays.
    """
    refuse_if((*_faults_of_names(version, source), *_faults_of_file(content, version)))
    text = text_of(content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if queries.hash_in_use() == digest:
        raise Refused("This very file is in use already", field="file")
    book = RuleBookKept(
        version=version,
        text=text,
        sha256=digest,
        source=source.strip(),
        loaded_at=clock.now(),
        loaded_by_id=by.user_id,
    )
    save(book)
    audit.administered(by, "rules.loaded", by.organisation_id, version=version, sha256=digest)
    return book


def book_to_decide_by() -> RuleBook:
    """The book in use. A shipped one is stored the first time, so that the version a decision names can always be read.

    Two decisions at once store one row. Nobody loaded a shipped book, so nothing is logged.
    """
    book, is_kept = queries.book_and_whether_kept()
    if not is_kept:
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
    elif version == RULES_VERSION or queries.is_kept(version):
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
