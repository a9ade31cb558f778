"""How long what pages speak of lasts, or how many it takes: in words, from the rule or the table that decides it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from pathways import clock
from pathways.arrest_tests.assessment.rules import LOCAL_TARGET_WORKING_DAYS
from pathways.arrest_tests.authority.rules import hours_to_confirm
from pathways.arrest_tests.testing.rules.record import SHIFT
from pathways.auth import passwords, sessions
from pathways.auth.links import LinkPurpose
from pathways.dates import count_in_words
from pathways.directory.diary.rules import RESERVED_FOR
from pathways.directory.matching.rules.fit import STALE_AFTER
from pathways.drafts.actions import KEPT
from pathways.engagement.appointments.rules import OPENS_BEFORE
from pathways.engagement.case.rules import MISSED_IN_A_ROW
from pathways.engagement.outcomes.rules import FEWEST
from pathways.people.rules import in_sight_for
from pathways.referrals import rules as waits
from pathways.store.paging import PAGE_SIZE


def in_letters(words: str) -> str:
    """A small number at the beginning in letters: "ten working days"."""
    number, rest = (*words.split(" ", 1), "")[:2]
    return f"{_LETTERS.get(number, number)} {rest}".rstrip()


_LETTERS: Final = {"1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "10": "ten"}


def _minutes(length: timedelta) -> str:
    return count_in_words(int(length / timedelta(minutes=1)), "minute")


def _hours(length: timedelta) -> str:
    return count_in_words(int(length / timedelta(hours=1)), "hour")


def _days(length: timedelta) -> str:
    return count_in_words(length.days, "day")


LASTS: Final[Mapping[str, Callable[[], str]]] = {
    "answer_to_a_question": lambda: count_in_words(waits.ANSWER_WORKING_DAYS, "working day"),
    "attendance_before_its_time": lambda: _minutes(OPENS_BEFORE),
    "confirming_in_writing": lambda: count_in_words(hours_to_confirm(clock.today()), "hour"),
    "consent": lambda: count_in_words(waits.CONSENT_MONTHS, "month"),
    "count_of_places": lambda: _days(STALE_AFTER),
    "draft": lambda: _days(KEPT),
    "feedback_at_least": lambda: str(FEWEST),
    "idle_session": lambda: _minutes(sessions.IDLE),
    "invitation": lambda: _hours(LinkPurpose.INVITATION.works_for),
    "local_target": lambda: count_in_words(LOCAL_TARGET_WORKING_DAYS, "working day"),
    "longest_session": lambda: _hours(sessions.LONGEST),
    "missed_before_outreach": lambda: str(MISSED_IN_A_ROW),
    "next_offer": lambda: count_in_words(waits.OFFER_WORKING_DAYS, "working day"),
    "no_contact": lambda: count_in_words(waits.NO_CONTACT_DAYS // 7, "week"),
    "outreach": lambda: count_in_words(waits.OUTREACH_WORKING_DAYS, "working day"),
    "page": lambda: str(PAGE_SIZE),
    "reopening": lambda: count_in_words(waits.REOPENS_WITHIN_DAYS, "day"),
    "representation": lambda: count_in_words(waits.REPRESENTATION_MONTHS, "month"),
    "reserved_time": lambda: _minutes(RESERVED_FOR),
    "reset": lambda: _minutes(LinkPurpose.RESET.works_for),
    "review_of_the_plan": lambda: count_in_words(waits.REVIEW_DAYS // 7, "week"),
    "shift": lambda: _hours(SHIFT),
    "sight": lambda: _days(in_sight_for(clock.today())),
    "wait_after_wrong_tries": lambda: _minutes(passwords.WINDOW),
    "wrong_tries": lambda: str(passwords.WRONG_A_NAME),
}


def lasts(what: str, *, letters: bool = False) -> str:
    """How long something lasts, or how many it takes, in words."""
    words = LASTS[what]()
    return in_letters(words) if letters else words
