"""A length that a page speaks of is the one that counts: it stands in one place, and the page reads it there."""

import re
from datetime import date

import pytest

from pathways.about.lengths import LASTS, lasts
from pathways.arrest_tests.authority import rules as authority
from pathways.auth import passwords
from pathways.people import rules as people
from pathways.referrals import rules as waits


def test_every_length_that_a_page_speaks_of_is_known_and_every_known_one_is_spoken_of(repository):
    pages = "".join(page.read_text(encoding="utf-8") for page in (repository / "templates").rglob("*.html"))
    calls = re.findall(r"lasts\((.*?)(?:, letters=true)?\)", pages)
    assert {word for call in calls for word in re.findall(r'"(\w+)"(?! *(?:==|else))', call)} | {"invitation"} == set(
        LASTS
    )


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("sight", "28 days"),
        ("draft", "7 days"),
        ("idle_session", "15 minutes"),
        ("longest_session", "12 hours"),
        ("invitation", "24 hours"),
        ("reset", "30 minutes"),
        ("consent", "12 months"),
        ("next_offer", "2 working days"),
        ("no_contact", "4 weeks"),
        ("review_of_the_plan", "12 weeks"),
        ("answer_to_a_question", "1 working day"),
        ("local_target", "5 working days"),
    ],
)
def test_a_length_in_words(app, what, words):
    assert lasts(what) == words


def test_a_small_number_is_written_in_letters_where_a_sentence_wants_it(app):
    words = [lasts(what, letters=True) for what in ("outreach", "feedback_at_least", "confirming_in_writing", "shift")]
    assert words == ["ten working days", "five", "two hours", "12 hours"]


def test_a_changed_length_changes_its_words(app, monkeypatch):
    def row(kind, **facts):
        return (kind(**facts, effective_from=date.min, source="Ours", mark="design"),)

    monkeypatch.setattr(people, "_DAYS_IN_SIGHT", row(people.DaysInSight, days=14))
    monkeypatch.setattr(authority, "_HOURS_TO_CONFIRM", row(authority.HoursToConfirm, hours=1))
    monkeypatch.setattr(waits, "CONSENT_MONTHS", 6)
    monkeypatch.setattr(passwords, "WRONG_A_NAME", 4)
    words = [lasts(what) for what in ("sight", "confirming_in_writing", "consent", "wrong_tries")]
    assert words == ["14 days", "1 hour", "6 months", "4"]
