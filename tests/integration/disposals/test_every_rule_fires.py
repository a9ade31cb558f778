"""Each rule of the shipped book fires for somebody who takes the step it stands at: in its own words, and not for want
of a fact. What it is tried with stands in `rules_fired.py`; that no rule is left out is a promise of the house."""

from datetime import date

import pytest
from sqlalchemy import update

from pathways.law.rules.disposal_book import rules
from pathways.people.models.identity import PersonDetails
from pathways.store.base import db
from tests.integration.disposals.machine.the_desks import every_desk
from tests.integration.disposals.rules_fired import FIRES, messages_of

WORDS = {f"{rule.id}: {rule.message}": rule.id for rule in rules()}


def fired(desks, names):
    """The rules that were met, by the rule that was tried."""
    return {name: {rule for message in messages_of(desks, FIRES[name]) for rule in _said_by(message)} for name in names}


def _said_by(message: str) -> set[str]:
    """Which rule says this; some say besides what would open it, as the last day that keeps the margin."""
    return {rule for words, rule in WORDS.items() if message.startswith(words)}


@pytest.mark.parametrize("is_young", [False, True], ids=["of-adults", "of-age"])
def test_every_rule_fires_from_the_action_of_its_step(app, is_young):
    desks = every_desk()
    if is_young:
        born = update(PersonDetails).where(PersonDetails.person_id == desks.person_id)
        db.session.execute(born.values(date_of_birth=date(2010, 3, 1)))
    db.session.commit()
    names = [name for name, case in FIRES.items() if case.is_young is is_young]
    met = fired(desks, names)
    assert {name: rules for name, rules in met.items() if name not in rules} == {}
