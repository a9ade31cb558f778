"""A consent that no longer stands is never shown as one that does."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from pathways.referrals.consents.rules.consents import ConsentState


def drawn(desk, *, live, why="", understood=True, before=False):
    row = SimpleNamespace(
        state=ConsentState.GIVEN,
        covers=None,
        understood=understood,
        not_understood_why="",
        taken_at=datetime(2025, 1, 8, 3, tzinfo=UTC),
        how="signed",
        helped=None,
        language="",
    )
    answer = SimpleNamespace(row=row, whom=(), asked_by="M. Ellery", ends_on=None)
    with desk.test_request_context():
        part = desk.jinja_env.get_template("components/agreement.html").module
        return str(part.answer_line(answer, before=before, live=live, why=why))


def test_an_agreement_that_stands_is_green(desk):
    assert 'tag--green">Agrees<' in drawn(desk, live=True)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"live": False, "why": "Lapsed after 12 months: ask again"}, 'tag--amber">Lapsed<'),
        ({"live": False, "why": "Covers another service only: ask first"}, 'tag--amber">Agreed, not live<'),
        ({"live": False, "understood": False}, 'tag--amber">Agreed, not understood<'),
        ({"live": False, "before": True}, 'tag--grey">Agreed earlier<'),
    ],
)
def test_one_that_no_longer_stands_is_not_green_and_says_so(desk, how, words):
    assert words in drawn(desk, **how)
