"""A victim is told the outcome in plain words, and nothing about the person's health, test or address."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pathways.disposals.documents.papers import VictimLetter
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, State
from pathways.disposals.victims.rules import told_to_the_victim
from pathways.documents.models import Copy
from pathways.law.rules.disposal_terms import Kind
from tests.papers import opened

PRIVATE = re.compile(r"\b(drug|test|treatment|health|assess|cannabis|alcohol|clinic|street|road)", re.IGNORECASE)
UNDECIDED = {State.DRAFT, State.PROPOSED, State.WITH_CPS, State.AUTHORISED, State.OFFERED, State.REDECIDE, State.VOID}


def letter(kind: Kind, state: State) -> VictimLetter:
    return VictimLetter(
        reference="CC-000007",
        force="Lincolnshire Police",
        offence_on=date(2026, 11, 20),
        decided_on=date(2026, 11, 25),
        lines=told_to_the_victim(kind, state),
        remedy=None,
    )


@pytest.mark.parametrize("kind", [Kind.CC, Kind.SC, Kind.CR, Kind.O22, Kind.PND, Kind.CW])
def test_no_outcome_of_any_machine_tells_a_victim_anything_private(kind):
    states = {State(step.to) for step in DISPOSAL_STEPS[kind].steps.values()}
    letters = {state: " ".join(told_to_the_victim(kind, state)) for state in states}
    assert {state for state, words in letters.items() if PRIVATE.search(words)} == set()
    assert {state for state in states if letters[state]} & UNDECIDED == set()
    assert any(letters.values())


def test_the_letter_is_tagged_and_holds_every_item_of_its_checklist():
    copy = Copy(number=1, made_at=datetime(2026, 11, 25, 3, 43, tzinfo=UTC), made_by="Kit Adair")
    words = opened(letter(Kind.CC, State.COMPLETED).drawn(copy).pdf(), "disposals", "victim_letter")
    assert "Everything that had to be done was done" in words
    assert "20 November 2026" in words
    assert not PRIVATE.search(words)
    chosen = replace(letter(Kind.CR, State.AGREED), remedy="A written apology.").drawn(copy)
    assert "You chose: A written apology." in opened(chosen.pdf(), "disposals", "victim_letter")
