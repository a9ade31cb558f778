"""That figures were shown to the Board: what is said of it, what may be kept with it, and what the log must have."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.outbox.rules import DeliveryFailure, MessageState
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import QUARTER, of_months
from pathways.reporting.rules.proof import (
    ANSWERED_OUTSIDE,
    CONFIRMED,
    DISPUTED,
    NOTHING,
    FiguresShown,
    SentOutside,
    proves,
    proves_not,
    to_find,
)
from pathways.reporting.rules.showings import (
    NOT_OPENED,
    TOO_LATE_FOR_A_COPY,
    MinutesAnswer,
    MinutesCopy,
    MinutesRead,
    MinutesSay,
    Showing,
    WitnessAnswer,
    why_no_answer_of_minutes,
    why_no_copy,
    why_not_opened,
    why_not_read,
)

THE_EDITION = Edition(Report.OVERVIEW, of_months(date(2026, 7, 1), QUARTER), date(2026, 9, 30))
A_COPY = MinutesCopy(
    number=4,
    kind="PDF",
    size=34_400,
    sha256="a" * 64,
    sent_sha256="b" * 64,
    added_at=datetime(2026, 10, 27, 10, 0, tzinfo=UTC),
    added_by="J. Sutterby",
    added_by_id=1,
)
FIGURES = tuple(
    FiguresShown(
        words=words,
        edition=THE_EDITION,
        made_at=datetime(2026, 10, 8, 2, 12, tzinfo=UTC),
        sha256=sign * 64,
        is_as_made=True,
    )
    for words, sign in (("The figures, July to September 2026", "c"), ("The year of the areas, 2025", "d"))
)
WITNESS = "clerk@board.example"
AT = datetime(2026, 10, 30, 15, 0, tzinfo=UTC)


def sent_outside(**facts):
    plain = {
        "about": "In the minutes: Minute 6", "state": MessageState.SENT, "failure": None, "digest": "e" * 40,
        "ended_at": datetime(2026, 10, 28, 10, 1, tzinfo=UTC), "is_of_entry": True,
    }  # fmt: skip
    return SentOutside(**plain | facts)


def a_showing(**facts):
    plain = {
        "number": 3, "edition": THE_EDITION, "shown_on": date(2026, 10, 22), "recorded_by": "J. Sutterby",
        "recorded_at": datetime(2026, 10, 23, 9, 0, tzinfo=UTC), "recorded_by_id": 1,
    }  # fmt: skip
    return Showing(**plain | facts)


def answered(**facts):
    at = datetime(2026, 10, 28, 10, 0, tzinfo=UTC)
    plain = {"answered_at": at, "answered_by": "P. Hallgarth", "answered_by_id": 2, "minute": "Minute 6"}
    return a_showing(**plain | {"minutes_read": MinutesRead.OWN} | facts)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "P. Hallgarth read the minutes on 28 October 2026 at 10:00: Minute 6. No copy of them is kept."),
        ({"minutes_read": None}, "P. Hallgarth read the minutes on 28 October 2026 at 10:00: Minute 6. No copy"),
        ({"copy": 4}, "P. Hallgarth read the minutes on 28 October 2026 at 10:00: Minute 6. A copy of them is kept."),
        ({"copy": 4, "minutes_read": MinutesRead.COPY}, "read the copy of the minutes, not the Board’s own, on 28 "),
        ({"copy": 4, "minutes_read": MinutesRead.BOTH}, "read the minutes, and the copy of them that is kept, on 28 "),
        ({"minute": None}, "P. Hallgarth read the minutes on 28 October 2026 at 10:00. No copy of them is kept."),
    ],
)
def test_an_answer_says_what_was_read_and_whether_a_copy_is_kept(facts, words):
    assert words in answered(**facts).words_beside(THE_EDITION)
    assert answered(**facts).words_beside(THE_EDITION).count("kept") <= 1, "said once"


def test_what_was_read_is_asked_where_there_is_a_copy_and_nobody_has_read_one_that_is_not_there():
    assert [each.field for each in why_not_read(None, is_there_a_copy=True)] == ["minutes_read"]
    assert [each.field for each in why_not_read(MinutesRead.COPY, is_there_a_copy=False)] == ["minutes_read"]
    for read in MinutesRead:
        assert not list(why_not_read(read, is_there_a_copy=True))
    for read in (None, MinutesRead.OWN):
        assert not list(why_not_read(read, is_there_a_copy=False))


def test_no_copy_is_added_once_somebody_answered_whatever_the_answer():
    assert not list(why_no_copy(a_showing()))
    for minute in ("Minute 6", None):
        assert [each.message for each in why_no_copy(answered(minute=minute))] == [TOO_LATE_FOR_A_COPY]


def test_the_log_must_have_each_step_with_who_took_it_and_the_digest_that_they_had_before_them():
    waits = to_find(a_showing(), (A_COPY,), FIGURES)
    assert [(each.action, each.by_id) for each in waits] == [
        ("figures.made", None), ("figures.made", None), ("report.shown", 1), ("report.shown.copied", 1)
    ]  # fmt: skip
    assert [each.says["sha256"][0] for each in waits[:3]] == ["c", "d", "c"], "shown were the figures of the quarter"
    assert waits[1].words == "The year of the areas, 2025: made, with the fingerprint dddd dddd dddd dddd"
    assert "witness" not in waits[2].says
    (shown,) = [each for each in to_find(a_showing(witness=WITNESS), (), FIGURES) if "witness" in each.says]
    assert (shown.action, shown.says["witness"]) == ("report.shown", WITNESS)
    *_, opened, answer = to_find(answered(copy=4, minutes_read=MinutesRead.BOTH), (A_COPY,), FIGURES)
    assert (opened.by_id, opened.until, opened.says["copy"]) == (2, answer.at, 4)
    assert (answer.action, answer.says["minute"], answer.says["copy_sha256"]) == (CONFIRMED, "Minute 6", "a" * 64)
    (turned_down,) = [each for each in to_find(answered(minute=None), (), FIGURES) if "minute" in each.says]
    assert turned_down.action == "report.shown.turned_down"


def test_nobody_says_that_they_read_a_copy_which_they_did_not_open():
    for read in MinutesRead:
        assert not list(why_not_opened(read, is_opened=True))
    for read in (MinutesRead.COPY, MinutesRead.BOTH):
        assert [each.message for each in why_not_opened(read, is_opened=False)] == [NOT_OPENED]
    for read in (MinutesRead.OWN, None):
        assert not list(why_not_opened(read, is_opened=False))


def test_the_page_says_of_one_person_alone_that_it_is_one_and_never_more_than_was_done():
    def proven_by(showing):
        return " ".join(proves(showing, (), is_log_whole=True))

    assert "J. Sutterby alone, so far" in proven_by(a_showing())
    assert "P. Hallgarth, who is somebody else, that the minutes say so" in proven_by(answered())
    assert "do not say so" in proven_by(answered(minute=None))
    assert "same SHA-256" in proven_by(answered(copy=4))
    assert "SHA-256" not in proven_by(answered()) + proven_by(a_showing())
    assert "no copy of them is kept here" in proves_not(answered(), (), is_there_a_copy=False)[0]
    assert "Not that the copy is of the Board’s own minutes" in proves_not(answered(), (), is_there_a_copy=True)[0]
    assert proves(answered(copy=4), (sent_outside(),), is_log_whole=False) == (NOTHING,)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Sent on 28 October 2026 at 10:01"),
        ({"state": MessageState.QUEUED, "ended_at": None}, "Waits to be sent"),
        ({"state": MessageState.DEAD, "failure": DeliveryFailure.REFUSED}, "Not sent: The server refused it for good"),
    ],
)
def test_only_a_message_that_went_out_is_proof_outside(facts, words):
    showing, messages = answered(witness=WITNESS), (sent_outside(**facts),)
    assert messages[0].state_in_words == words
    is_proof = not facts
    assert (
        any(f"{WITNESS} was sent the digests below" in each for each in proves(showing, messages, is_log_whole=True))
        is is_proof
    )
    last = proves_not(showing, messages, is_there_a_copy=False)[-1]
    assert ("they were asked by e-mail, and have not answered" in last) is is_proof
    assert ("a print of this page that was kept elsewhere" in last) is not is_proof


def test_the_size_of_a_copy_is_said_in_words():
    assert A_COPY.size_in_words == "PDF, 34 kB"


@pytest.mark.parametrize(
    ("minute", "witness_minute", "is_disputed"),
    [("Minute 6", "Minute 6", False), ("Minute 6", None, True), (None, "Minute 6", True), (None, None, False)],
)
def test_whoever_keeps_the_minutes_and_who_read_them_here_agree_or_it_is_said(minute, witness_minute, is_disputed):
    showing = answered(
        minute=minute, witness=WITNESS, witness_answer=WitnessAnswer(AT, "N. Bratley, clerk", witness_minute)
    )
    assert showing.is_disputed is is_disputed
    words = proves_not(showing, (sent_outside(),), is_there_a_copy=False)
    assert (DISPUTED in words) is is_disputed
    assert "Not that nobody else reads that mailbox" in words[-1]
    says = "that the minutes say so: Minute 6." if witness_minute else "that the minutes do not say so."
    assert any(f"N. Bratley, clerk answered {says}" in each for each in proves(showing, (), is_log_whole=True))
    assert "(N. Bratley, clerk)" in showing.words_beside(THE_EDITION)


def test_before_anybody_has_read_the_minutes_here_nothing_is_disputed():
    showing = a_showing(witness=WITNESS, witness_answer=WitnessAnswer(AT, "N. Bratley, clerk", None))
    assert not showing.is_disputed
    assert "answered that they do not say so" in showing.words_beside(THE_EDITION)


def test_the_log_must_have_the_answer_from_outside_where_it_came_in_the_order_of_time():
    answer = WitnessAnswer(AT, "N. Bratley, clerk", "Minute 6")
    lines = to_find(answered(witness=WITNESS, witness_answer=answer), (A_COPY,), FIGURES)
    assert [each.action for each in lines][-2:] == [CONFIRMED, ANSWERED_OUTSIDE]
    facts = {"showing": 3, "minute": "Minute 6", "who": "N. Bratley, clerk", "witness": WITNESS}
    facts |= {"edition": THE_EDITION.name, "shown_on": "2026-10-22", "sha256": "c" * 64}
    assert (lines[-1].by, lines[-1].by_id, lines[-1].says) == ("N. Bratley, clerk", None, facts)
    before = to_find(answered(answered_at=AT + timedelta(days=1), witness_answer=answer), (), FIGURES)
    assert [each.action for each in before][-2:] == [ANSWERED_OUTSIDE, CONFIRMED]


@pytest.mark.parametrize("minute", ["", "  ", "7", "???", "- - -"])
def test_a_yes_names_a_minute_as_the_minutes_number_it(minute):
    assert faults(MinutesSay.SO, minute=minute) == ["minute"]
    assert not faults(MinutesSay.SO, minute="Minute 6")
    assert not faults(MinutesSay.SO, minute="6/26")


def faults(says, **typed):
    return [each.field for each in why_no_answer_of_minutes(MinutesAnswer(says=says, **typed))]


@pytest.mark.parametrize(
    ("says", "typed", "at"),
    [
        (MinutesSay.NOTHING, {}, []),
        (MinutesSay.NOTHING, {"minute": "Minute 6"}, ["minute"]),
        (MinutesSay.NOTHING, {"otherwise": "Another day"}, ["otherwise"]),
        (MinutesSay.SO, {"minute": "Minute 6", "otherwise": "Another day"}, ["otherwise"]),
        (MinutesSay.OTHERWISE, {"otherwise": "Another day"}, []),
        (MinutesSay.OTHERWISE, {"otherwise": " ? "}, ["otherwise"]),
        (MinutesSay.OTHERWISE, {"minute": "Minute 6"}, ["minute", "otherwise"]),
    ],
)
def test_only_who_finds_something_else_says_what_the_minutes_say_instead(says, typed, at):
    assert faults(says, **typed) == at


def test_what_the_minutes_say_instead_is_told_with_every_no_and_looked_for_in_the_log():
    showing = answered(
        minute=None,
        otherwise="another day",
        witness=WITNESS,
        witness_answer=WitnessAnswer(AT, "N. Bratley, clerk", None, "another fingerprint"),
    )
    assert not showing.is_disputed, "both say that it is not so"
    words = showing.words_beside(THE_EDITION)
    assert "P. Hallgarth read the minutes on 28 October 2026 at 10:00: they say something else: another day." in words
    assert "answered that they say something else: another fingerprint (N. Bratley, clerk)." in words
    assert showing.witness_answer.in_words == "No. They say something else: another fingerprint"
    proven = " ".join(proves(showing, (), is_log_whole=True))
    assert "somebody else, that the minutes say something else: another day." in proven
    *_, read_here, outside = to_find(showing, (), FIGURES)
    assert (read_here.says["otherwise"], outside.says["otherwise"]) == ("another day", "another fingerprint")
    *_, of_nothing_else = to_find(answered(minute=None), (), FIGURES)
    assert of_nothing_else.says_nothing_of == {"otherwise"}, "what was taken out of the record is missed"
