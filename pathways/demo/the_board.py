"""The made-up county's Board: its first figures as when they were due, the meetings since, and minutes of them.

Otherwise all would be made, shown and confirmed within a minute, on the day on which somebody looks at it: nobody could
see how the one follows the other, and whoever asked what proves it would say that it was staged.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from flask import current_app
from sqlalchemy import and_, exists, func, select

from pathways import clock
from pathways.auth.roles import Viewer
from pathways.dates import day_in_words, from_london, london_date
from pathways.demo.brought_over import SYSTEM
from pathways.demo.journey import office_time
from pathways.documents.paper import Paper
from pathways.documents.scans import Scan, scan_of
from pathways.imports.models import ImportSource
from pathways.imports.queries.importers import importer
from pathways.links.rules import new_name, token_of
from pathways.outbox.queries import with_keys
from pathways.refusals import Refused
from pathways.reporting.actions.showings import (
    add_copy_of_minutes,
    answer_of_minutes,
    open_copy_of_minutes,
    record_shown,
)
from pathways.reporting.actions.witness import answer_outside
from pathways.reporting.models import BoardShowing, FiguresMaking, PublishedFigures
from pathways.reporting.queries import showings
from pathways.reporting.queries.figures import editions_made, made
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.editions import DAYS_TO_RECORD, Edition, Report, last_end
from pathways.reporting.rules.periods import ONE
from pathways.reporting.rules.proof import CONFIRMED, SHOWN, key_of_message
from pathways.reporting.rules.showings import MinutesAnswer, MinutesRead, MinutesSay
from pathways.store.base import db
from pathways.store.engines import looked_up

MORNING: Final = time(3, 12)
LONG_ENOUGH: Final = timedelta(days=35)
"""So long after figures were due a meeting has been held, and its minutes written and read, holidays or not."""
A_MOMENT: Final = timedelta(seconds=7)


def first_due_at(today: date) -> datetime:
    """The last morning on which figures were due, long enough ago for a meeting since."""
    due = last_end(today) + ONE + DAYS_TO_RECORD
    if today < due + LONG_ENOUGH:
        due = last_end(due - ONE) + ONE + DAYS_TO_RECORD
    return from_london(due, MORNING)


@contextmanager
def as_when_due() -> Iterator[None]:
    """A made-up county's first figures are made as on the morning on which they were due; all others as it is now."""
    at = None if current_app.config["PATHWAYS_ENV"] == "production" else looked_up(_due)
    if at is None:
        yield
        return
    with clock.standing(clock.SettableClock(at)):
        yield


def _due() -> datetime | None:
    """As late as it is for who makes the first figures: a moment after those that are made. One statement."""
    last, county = func.max(PublishedFigures.made_at), exists().where(ImportSource.name == SYSTEM)
    are_made = exists().where(FiguresMaking.ended_at.is_not(None))
    is_county, has_figures, made_at = db.session.execute(select(county, are_made, select(last).scalar_subquery())).one()
    if not is_county or has_figures:
        return None
    due = first_due_at(clock.today())
    return due if made_at is None else max(due, made_at + A_MOMENT)


def is_to_be_shown() -> bool:
    """Whether the county has figures for its Board that a meeting can have been shown by now, and nobody recorded that
    any were: one statement."""
    long_ago = PublishedFigures.made_at <= clock.now() - LONG_ENOUGH
    figures = exists().where(PublishedFigures.report == Report.OVERVIEW, long_ago)
    county, all_made = exists().where(ImportSource.name == SYSTEM), exists().where(FiguresMaking.ended_at.is_not(None))
    nobody = ~exists().select_from(BoardShowing)
    return bool(db.session.scalar(select(and_(county, all_made, figures, nobody))))


def show_to_board(send: Callable[[], object]) -> int:
    """Record that a meeting was shown the figures of three quarters, as two managers do it in the days after it.

    Of the last quarter the one recorded it and added the minutes later, the other has read them, and whoever keeps them
    has answered by a link. Of the one before the other recorded it, and whoever keeps the minutes found another page in
    them; of the one before that the first recorded it with the minutes: each waits for somebody else. `send` sends what
    is due: the witness outside has each message when it happened. Gives how many: 0 where nobody is there
    for it. All is committed at once, and sent after that.
    """
    try:
        manager, other = (importer(name, "report.board.shown") for name in ("manager", "manager2"))
    except Refused:
        return 0
    quarters = [each for each in editions_made(manager, Report.OVERVIEW) if each.is_for_the_board]
    first_made = min(each.as_at for each in quarters)  # those made later may be of this minute
    shown = sorted((each for each in quarters if each.as_at == first_made), key=lambda each: each.days)[-3:]
    *earlier, last = shown
    held_at = office_time(made(manager, last).at, days=9, hour=14)
    held_on, minutes = london_date(held_at), _minutes_of(manager, shown, london_date(held_at))
    witness, key = (str(current_app.config[name]) for name in ("BOARD_WITNESS", "SECRET_KEY"))
    record = partial(record_shown, shown_on=held_on, witness=witness, key=key)
    recorded_at: list[datetime] = []
    of_another_page: list[int] = []
    with clock.standing(clock.SettableClock(office_time(held_at, days=1, hour=9))) as standing:
        number = record(by=manager, edition=last)
        recorded_at.append(clock.now())
        standing.advance(timedelta(minutes=52))
        for edition in earlier[-1:]:
            of_another_page.append(record(by=other, edition=edition))
            recorded_at.append(clock.now())
        standing.set(office_time(clock.now(), days=3, hour=16))
        add_copy_of_minutes(by=manager, showing=showings.showing(manager, number), minutes=minutes[-1])
        standing.advance(timedelta(minutes=4))
        for edition in earlier[:-1]:
            record(by=manager, edition=edition, minutes=minutes[0])
            recorded_at.append(clock.now())
        standing.set(office_time(clock.now(), days=1, hour=11))
        _read(other, number, held_on, standing, key)
        recorded_at.append(clock.now())
        if witness:
            standing.set(office_time(clock.now(), days=1, hour=15))
            _answer_outside(number, CONFIRMED, _in_minute(f"Minute {_FIRST} of {day_in_words(held_on)}"), witness, key)
            recorded_at.append(clock.now())
            standing.advance(timedelta(minutes=11))
            for each in of_another_page:
                _answer_outside(each, SHOWN, _ANOTHER_PAGE, witness, key)
                recorded_at.append(clock.now())
        db.session.commit()
        for at in recorded_at:
            standing.set(at + A_MOMENT)
            send()
    return len(shown)


def _read(by: Viewer, number: int, held_on: date, standing: clock.SettableClock, key: str) -> None:
    """Somebody opens the copy of the minutes, and answers some minutes later."""
    showing = showings.showing(by, number)
    (copy,) = showings.copies_of(by, number)
    open_copy_of_minutes(by=by, showing=showing, copy=copy.number)
    standing.advance(timedelta(minutes=6))
    answer_of_minutes(
        by=by,
        showing=showing,
        answer=_in_minute(f"Minute {_FIRST} of the made-up meeting of {day_in_words(held_on)}"),
        read=MinutesRead.BOTH,
        seen=str(copy.number),
        key=key,
    )


def _answer_outside(number: int, action: str, answer: MinutesAnswer, witness: str, key: str) -> None:
    """Whoever keeps the minutes answers by the link of the message about this action."""
    queued = key_of_message(number, action)
    answer_outside(
        token=token_of(with_keys([queued])[queued].secret_of, key),
        form_key=new_name(),
        witness=witness,
        answer=answer,
        who="N. Bratley, clerk to the made-up Board",
    )


def _in_minute(minute: str) -> MinutesAnswer:
    return MinutesAnswer(says=MinutesSay.SO, minute=minute)


_ANOTHER_PAGE: Final = MinutesAnswer(
    says=MinutesSay.OTHERWISE, otherwise="Minute 7: the page of that quarter, with the fingerprint 3f2a 90bc 11d4 7e08"
)
_FIRST: Final = 6
"""The number of the minute about the last quarter's figures."""


def _minutes_of(by: Viewer, shown: list[Edition], held_on: date) -> list[Scan]:
    """The page of the minutes about each of these figures, drawn anew as any scan is. Ends the transaction before."""
    fingerprints = [fingerprint_of(made(by, each).sha256) for each in shown]
    db.session.rollback()  # a scan is read while no transaction is open
    last = len(shown) - 1
    return [
        scan_of(_page(each, fingerprint, held_on, number=_FIRST + last - place), f"minutes-{held_on}.pdf")
        for place, (each, fingerprint) in enumerate(zip(shown, fingerprints, strict=True))
    ]


def _page(edition: Edition, fingerprint: str, held_on: date, *, number: int) -> bytes:
    written_at = office_time(from_london(held_on, MORNING), days=2, hour=12)
    paper = Paper("Minutes of the Board, made up", marking="MADE UP FOR A DEMONSTRATION", made_at=written_at)
    paper.h1("Minutes of the Board")
    paper.lead("Made up for a demonstration: no such meeting was held.")
    days = ("Held on", held_on), ("Written on", london_date(written_at))
    paper.facts("The meeting", [(what, day_in_words(on)) for what, on in days])
    paper.h2(f"Minute {number}. One page for the Board, {edition.days.words}")
    paper.p(
        f"The Board was shown the page “For the Board” of {edition.days.words}, as known on "
        f"{day_in_words(edition.as_at)}. Its fingerprint is {fingerprint}. Its paper lies with these minutes."
    )
    paper.note("This is the page of the minutes that says so; what else was spoken of is not on it.")
    return paper.pdf()
