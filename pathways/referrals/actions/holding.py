"""Holding whoever answers: what a consent lets out, and the consent taken back, come wholly one after the other."""

from pathways import audit
from pathways.people.models import Person
from pathways.people.queries import details_of
from pathways.store import db


def hold_answers(person_id: int) -> Person:
    """Hold somebody, by the record that stays, until the transaction ends; read afresh.

    Whoever lets something out asks this before reading the answers, and whoever takes one back before writing it. Else
    a referral could leave between the withdrawal and its commit: the withdrawal has not seen it, so it recalls nothing.
    """
    stays = details_of(person_id).person_id
    audit.hold(stays)
    # Not its key: a row that only names the person need not wait.
    return db.session.get_one(Person, stays, with_for_update={"key_share": True})
