"""That figures were shown to the Board, and which figures have the fingerprint of a page or paper that was shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from pathways.audit.entries import LogEntry, entries_of
from pathways.audit.models import SYSTEM
from pathways.auth.models import User
from pathways.auth.queries import names_of
from pathways.auth.roles import Viewer
from pathways.dates import day_in_words, london_date
from pathways.documents.kinds import ScanPurpose
from pathways.documents.models import ReceivedPaper
from pathways.documents.scans import ENDINGS, received_about
from pathways.outbox.queries import with_keys
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.reporting.models import BoardShowing, PublishedFigures, WitnessLink
from pathways.reporting.queries.board import beside_on_the_page
from pathways.reporting.queries.figures import rows_of_figures
from pathways.reporting.queries.records import Counting, may_count
from pathways.reporting.rules.board import THE_FIGURES, fingerprint_of
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.kept_figures import digest_of
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.proof import (
    MESSAGE_OF,
    NO_SUCH_ENTRY,
    FiguresShown,
    SentOutside,
    ToFind,
    key_of_message,
    opening_to_find,
    signs_of,
    to_find,
)
from pathways.reporting.rules.showings import LINK_WORKS_FOR, MinutesCopy, Showing, WitnessAnswer
from pathways.store.base import db


@dataclass(frozen=True, kw_only=True)
class InTheLog:
    """What the log must have about a showing, each with the entry that there is, or None; the figures that its page
    rests on, those of the quarter first; and what was sent of it to somebody outside."""

    figures: tuple[FiguresShown, ...]
    lines: tuple[tuple[ToFind, LogEntry | None], ...]
    outside: tuple[SentOutside, ...]

    @property
    def sha256(self) -> str:
        """The digest of the quarter's figures."""
        return self.figures[0].sha256

    @property
    def are_as_made(self) -> bool:
        """Whether the figures that are kept still give their digests."""
        return all(each.is_as_made for each in self.figures)

    @property
    def is_whole(self) -> bool:
        """Whether every entry is there and holds, the figures are as they were made, and what went outside agrees."""
        needed = [entry for line, entry in self.lines if line.until is None]
        are_there = all(entry is not None and entry.holds for entry in needed)
        return are_there and self.are_as_made and all(each.is_of_entry for each in self.outside)


def shown_to_board(viewer: Counting, days: Stretch) -> list[Showing]:
    """When figures of a quarter were shown to the Board, the latest first."""
    return _showings(viewer, PublishedFigures.from_on == days.from_on, PublishedFigures.to_on == days.to_on)


def shown_or_waiting(viewer: Viewer, days: Stretch) -> tuple[list[Showing], list[Showing]]:
    """When figures of a quarter were shown to the Board, the latest first; and what waits, of any quarter, for somebody
    else than who recorded it, for this viewer."""
    of_quarter = and_(PublishedFigures.from_on == days.from_on, PublishedFigures.to_on == days.to_on)
    both = _showings(viewer, or_(of_quarter, _waits_for(viewer)))
    waiting = [each for each in both if each.waits and each.recorded_by_id != viewer.user_id]
    return [each for each in both if each.edition.days == days], waiting


def waiting(viewer: Viewer) -> list[Showing]:
    """What waits, of any quarter, for somebody else than who recorded it, for this viewer."""
    return _showings(viewer, _waits_for(viewer))


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    return and_(BoardShowing.decided_at.is_(None), BoardShowing.proposed_by_id != viewer.user_id)


def showing(viewer: Counting, number: int) -> Showing:
    """That figures were shown, by its number. Raises OutOfSight where nobody recorded that."""
    return or_out_of_sight(next(iter(_showings(viewer, BoardShowing.id == number)), None))


def copies_of(viewer: Counting, number: int) -> tuple[MinutesCopy, ...]:
    """The copies of the minutes that are kept with a showing, in the order in which they came, without their bytes."""
    may_count(viewer)
    rows = received_about(number, ScanPurpose.BOARD_MINUTES)
    names = names_of(row.received_by_id for row in rows)
    return tuple(
        MinutesCopy(
            number=row.id,
            kind=ENDINGS[row.media_type].upper(),
            size=row.size,
            sha256=row.sha256,
            sent_sha256=row.sent_sha256,
            added_at=row.received_at,
            added_by=names[row.received_by_id],
            added_by_id=row.received_by_id,
        )
        for row in rows
    )


def copy_of(viewer: Counting, number: int, copy_number: int) -> ReceivedPaper:
    """A copy of the minutes that is kept with this showing. Raises OutOfSight where it is none of it."""
    may_count(viewer)
    kept = received_about(number, ScanPurpose.BOARD_MINUTES)
    return or_out_of_sight(next((row for row in kept if row.id == copy_number), None))


def in_the_log(viewer: Counting, showing: Showing, copies: tuple[MinutesCopy, ...]) -> InTheLog:
    """What the log has about this showing and the figures of its page, and nothing else of it."""
    shown = _figures_shown(viewer, showing.edition)
    lines = to_find(showing, copies, shown)
    entries = tuple(zip(lines, entries_of(lines), strict=True))
    return InTheLog(figures=shown, lines=entries, outside=tuple(_outside(showing, entries)))


def _figures_shown(viewer: Counting, edition: Edition) -> tuple[FiguresShown, ...]:
    which = ((THE_FIGURES, edition), *beside_on_the_page(viewer, edition))
    rows = rows_of_figures(viewer, [each for _, each in which])
    return tuple(
        FiguresShown(
            words=f"{what[0].upper()}{what[1:]}, {each.days.words}",
            edition=each,
            made_at=rows[each].made_at,
            sha256=rows[each].sha256,
            is_as_made=digest_of(rows[each].content) == rows[each].sha256,
        )
        for what, each in which
    )


def _outside(showing: Showing, entries: Iterable[tuple[ToFind, LogEntry | None]]) -> Iterator[SentOutside]:
    """The message about each entry of which one goes out, where there is a witness."""
    of_showing = {action: key_of_message(showing.number, action) for action in MESSAGE_OF}
    messages = with_keys(of_showing.values()) if showing.witness else {}
    for line, entry in entries:
        if not showing.witness or line.action not in of_showing:
            continue
        message = messages.pop(of_showing[line.action], None)
        yield SentOutside(
            about=line.words,
            state=message.state if message else None,
            failure=message.failure if message else None,
            ended_at=message.ended_at if message else None,
            digest=message.reference if message else "",
            is_of_entry=bool(message and entry and signs_of(entry.digest) == message.reference),
        )
    for message in messages.values():  # an answer that was taken out of the record has gone out all the same
        yield SentOutside(
            about=NO_SUCH_ENTRY,
            state=message.state,
            failure=message.failure,
            ended_at=message.ended_at,
            digest=message.reference,
            is_of_entry=False,
        )


def words_for_the_witness(key: str) -> dict[str, str]:
    """What the words of a message with this key say: the quarter, the day, the fingerprint of its figures, until when a
    link of the record works, and what was answered by one. Raises OutOfSight where it is of no showing."""
    shown = showing(SYSTEM, int(key.rpartition(":")[2]))
    row = rows_of_figures(SYSTEM, (shown.edition,))[shown.edition]
    return {
        "quarter": shown.edition.days.words,
        "shown_on": day_in_words(shown.shown_on),
        "fingerprint": fingerprint_of(row.sha256),
        "until": day_in_words(london_date(shown.recorded_at + LINK_WORKS_FOR)),
        "answer": answer.in_words if (answer := shown.witness_answer) else "",
    }


def has_opened(viewer: Viewer, number: int, copy: MinutesCopy, until: datetime) -> bool:
    """Whether this viewer opened a copy of the minutes here by then, as the log has it."""
    may_count(viewer)
    opening = opening_to_find(number, copy, by=viewer.name, by_id=viewer.user_id, until=until)
    (entry,) = entries_of([opening])
    return entry is not None


def _showings(viewer: Counting, *which: ColumnElement[bool]) -> list[Showing]:
    may_count(viewer)
    shown, made, other, later, link = BoardShowing, PublishedFigures, aliased(User), aliased(BoardShowing), WitnessLink
    same_day = later.figures_id == shown.figures_id, later.shown_on == shown.shown_on
    is_replaced = exists().where(*same_day, later.id > shown.id).label("is_replaced")
    of_row = (shown.id, shown.shown_on, shown.proposed_at, shown.proposed_by_id, shown.decided_at, shown.decided_by_id)
    of_answer = (shown.minute, shown.otherwise, shown.copy_id, shown.minutes_read, shown.witness)
    of_figures = (made.report, made.from_on, made.to_on, made.as_at)
    found = (link.minute.label("minute_outside"), link.otherwise.label("otherwise_outside"))
    outside = (link.used_at, link.answered_by, *found)
    rows = db.session.execute(
        select(*of_row, *of_answer, *outside, is_replaced, User.name, other.name.label("other"), *of_figures)
        .join(made, made.id == shown.figures_id)
        .join(User, User.id == shown.proposed_by_id)
        .outerjoin(other, other.id == shown.decided_by_id)
        .outerjoin(link, and_(link.showing_id == shown.id, link.used_at.is_not(None)))
        .where(*which)
        .order_by(shown.shown_on.desc(), shown.id.desc())
    )
    return [
        Showing(
            number=row.id,
            edition=Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at),
            shown_on=row.shown_on,
            recorded_at=row.proposed_at,
            recorded_by=row.name,
            recorded_by_id=row.proposed_by_id,
            answered_at=row.decided_at,
            answered_by=row.other or "",
            answered_by_id=row.decided_by_id,
            minute=row.minute,
            otherwise=row.otherwise,
            copy=row.copy_id,
            minutes_read=row.minutes_read,
            witness=row.witness or "",
            witness_answer=WitnessAnswer(row.used_at, row.answered_by, row.minute_outside, row.otherwise_outside)
            if row.used_at
            else None,
            is_replaced=row.is_replaced,
        )
        for row in rows
    ]


def of_the_board(viewer: Counting, digits: str) -> Edition:
    """The quarter's figures of which the page for the Board has this fingerprint. Raises OutOfSight where none has."""
    edition = with_fingerprint(viewer, digits)
    if edition is None or not edition.is_for_the_board:
        raise OutOfSight
    return edition


def with_fingerprint(viewer: Counting, digits: str) -> Edition | None:
    """The figures whose digest begins with these letters and figures."""
    may_count(viewer)
    made = PublishedFigures
    named = select(made.report, made.from_on, made.to_on, made.as_at)
    row = db.session.execute(named.where(made.sha256.startswith(digits, autoescape=True)).limit(1)).one_or_none()
    return Edition(row.report, Stretch(row.from_on, row.to_on), row.as_at) if row else None
