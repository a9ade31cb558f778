"""A word of its own in every text that a service may write about somebody, and a number of its own in every score:
whichever column a page reads, it is known."""

from sqlalchemy import Engine, Enum, String, Text, select, text, update
from sqlalchemy.orm import undefer

from pathways.deadlines.models import Telling
from pathways.engagement.models.treatment import TopScores
from pathways.engagement.outcomes.rules import top_items
from pathways.referrals.consents.rules.consents import FEEDBACK
from pathways.referrals.models.needs_and_consents import Consent, ErrorSaid, JointPlan, Transfer
from pathways.referrals.models.referral import ReferralEvent
from pathways.store.base import Record, db

SHORTEST = 40
"""Shorter columns hold codes."""
NOT_WORDS = ("sha256", "token_hash", "used_key")
ROOMS = ("pathways.engagement.models", "pathways.acceptance.models")
BESIDE = (Transfer, JointPlan, ErrorSaid)
NOT_THE_SERVICES = ("CO", "DM", "HP")
FIRST_SCORE = 93_170_001
"""Far beyond the highest score that the form or the table takes, so that it stands on no page by chance."""


def by_the_service() -> dict[str, str]:
    """Every text of every row that a service writes is replaced by a word that says where it stood; those words, by
    table and column. A column that holds nothing anywhere is left out."""
    words: dict[str, str] = {}
    for mapper in sorted(Record.registry.mappers, key=lambda each: str(each.class_.__tablename__)):
        if mapper.class_.__module__.startswith(ROOMS) or mapper.class_ in BESIDE:
            for column in mapper.columns:
                if _holds_words(column):
                    _plant(mapper.class_, column.key, words)
    for name in ("language", "not_understood_why"):
        _plant(Consent, name, words, Consent.number > FEEDBACK)
    _plant(Telling, "ring", words, Telling.ring != "")
    words["referral_event.recorded"] = _in_events()
    db.session.commit()
    return words


def scores(owner: Engine) -> tuple[str, ...]:
    """Every score of every set is replaced by a number of its column, past the constraint that would refuse it; those
    numbers. The caller has committed. New rows are held to the constraint as before."""
    numbers = {item.column: FIRST_SCORE + place for place, item in enumerate(top_items())}
    table, is_sqlite = TopScores.__tablename__, owner.dialect.name == "sqlite"
    with owner.begin() as connection:
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for item in () if is_sqlite else top_items():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{item.column}"))
        assert connection.execute(update(TopScores.__table__).values(numbers)).rowcount
        for item in () if is_sqlite else top_items():
            constraint = f"CHECK ({item.column} BETWEEN 0 AND {item.most}) NOT VALID"
            connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{item.column} {constraint}"))
    return tuple(str(number) for number in numbers.values())


def _in_events() -> str:
    """A word in what each step of the service's recorded, beside what it must record."""
    word = "ZZreferral_event-recorded"
    steps = select(ReferralEvent).options(undefer(ReferralEvent.recorded))
    for step in db.session.scalars(steps.where(ReferralEvent.role.not_in(NOT_THE_SERVICES))):
        step.recorded = {**(step.recorded or {}), "said": word, word: word}
    return word


def _holds_words(column) -> bool:
    kind = column.type
    if isinstance(kind, Enum) or not isinstance(kind, String) or column.key.endswith(NOT_WORDS):
        return False
    return isinstance(kind, Text) or (kind.length or 0) >= SHORTEST


def _plant(model, name, words, *where) -> None:
    word = f"ZZ{model.__tablename__}-{name}"[:SHORTEST]
    column = getattr(model, name)
    if db.session.execute(update(model).where(column.is_not(None), *where).values({name: word})).rowcount:
        words[f"{model.__tablename__}.{name}"] = word
