"""Somebody who goes by another name and was recorded twice: whether that is one person waits for a second officer."""

from dataclasses import replace
from datetime import datetime, timedelta

from pathways.demo.case import Case
from pathways.demo.custody import known
from pathways.demo.schedule import Journey
from pathways.people import actions as people
from pathways.people.models import Person
from pathways.people.rules import NoneOfThese
from pathways.store import db


def recorded_twice(case: Case, start: datetime) -> Journey:
    """The second record has a letter less, and day and name as they were heard."""
    officer = case.county.staff["officer"]
    yield start
    known(case, officer)
    first = db.session.get_one(Person, case.person_id)
    people.add_alias(by=officer, person=first, surname="Holland", given_names=case.who.facts.given_names)
    yield start + timedelta(hours=3)
    heard = replace(case.who.facts, surname=case.who.facts.surname[:-1], pnc_id=None)
    again = people.add_person(by=officer, facts=heard, none_of_these=NoneOfThese.NOT_CHECKED, is_demonstration=True)
    first = db.session.get_one(Person, case.person_id)
    people.propose_merge(by=officer, keep=first, away=again, reason="Same tattoos and the same address: one person")
