"""Hundreds of decisions of every kind, judged and kept by the functions that the steps use, under one book after another."""

from random import Random

from pathways import clock
from pathways.audit import models as audit
from pathways.disposals.models import Disposal, DisposalEvent, Judgement
from pathways.disposals.proposal.actions import judge, keep
from pathways.disposals.proposal.rules.verdicts import SHOWN_NOW
from pathways.disposals.proposal.rules.what_clears_a_rule import overridable
from pathways.disposals.steps.rules.machine import State
from pathways.law import actions
from pathways.law.rules.disposal_book import shipped_book, shipped_text
from pathways.law.rules.disposal_terms import Gate
from pathways.store.base import db
from tests.integration.disposals import plain_disposal
from tests.unit.disposals import random_facts

BOOKS = {
    "first": ("authority_rank_level < 2", "authority_rank_level < 3"),
    "second": ("age_at_disposal < 18", "age_at_disposal < 21"),
    "third": ("deadline_weeks > cfg_cc_max_weeks", "deadline_weeks > 12"),
    "afterwards": ("admission != 'full_admission'", "admission == 'denial' or hate_crime"),
}
"""What each book changes of the one before it."""


def load(version: str) -> None:
    """Take the book of this version into use, with the changes of those before it."""
    text = shipped_text()
    for name, (old, new) in BOOKS.items():
        assert old in text, name
        text = text.replace(old, new)
        if name == version:
            break
    actions.load_book(by=audit.SYSTEM, content=text.encode(), version=version, source="A test of the desk")


def decided(count: int) -> None:
    """So many decisions under each of the first three books, every kind in turn; committed.

    Each is judged when it is proposed, and two of three at a later gate as well.
    """
    where, random = plain_disposal.scene(), Random(84)
    may_go = [rule.id for rule in shipped_book().rules if overridable(rule)]
    for version in list(BOOKS)[:-1]:
        load(version)
        steps = [_step(where, number) for number in range(count)]
        db.session.add_all([disposal for disposal, _ in steps])
        db.session.flush()
        for disposal, taken in steps:
            taken.disposal_id = disposal.id
        db.session.add_all([taken for _, taken in steps])
        db.session.flush()
        db.session.add_all([_kept(random, may_go, *step, Gate.PROPOSE) for step in steps])
        db.session.add_all([_kept(random, may_go, *step, Gate(n % 3 + 1)) for n, step in enumerate(steps) if n % 3])
    db.session.commit()


def _step(where: plain_disposal.Scene, number: int) -> tuple[Disposal, DisposalEvent]:
    disposal = Disposal(
        episode_id=where.episode.id,
        person_id=where.episode.person_id,
        organisation_id=where.episode.organisation_id,
        kind=SHOWN_NOW[number % 6],
        state=State.CLOSED_REPLACED,
        facts={},
        results=[],
        rules_version="kept with the step",
        rationale=plain_disposal.WHY,
        reasons_cite_test=False,
        proposed_at=clock.now(),
        proposed_by_id=where.officer_user.id,
    )
    taken = DisposalEvent(
        event="propose",
        from_state=State.DRAFT,
        to_state=State.PROPOSED,
        at=clock.now(),
        by_id=where.officer_user.id,
        role="CO",
        recorded={},
    )
    return disposal, taken


def _kept(random: Random, may_go: list[str], disposal: Disposal, taken: DisposalEvent, gate: Gate) -> Judgement:
    facts = random_facts.a_case(random, unknown=random.choice((0, 0.2, 0.5)))
    aside = tuple(sorted(random.sample(may_go, 2))) if random.random() < 0.3 else ()
    more = {"drug_test_id": 7} if random.random() < 0.2 else {}
    return keep(disposal, taken, judge(disposal.kind, facts, gate, aside), more)
