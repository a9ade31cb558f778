"""Many rows are added as each would be by itself, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import SYSTEM, AuditChain, AuditEvent
from pathways.auth.models import RankHeld
from pathways.auth.roles import Rank
from pathways.people.models.identity import PersonDetails, SearchKey
from pathways.store.base import db
from pathways.store.together import add_many
from tests import county

AWKWARD = ("Rawcliffe", "O'Brien", 'a "b"', "{c,d}", "NULL", "", "\\", "Nguyễn", " e ", "f\ng", "$1", "%s", ":name")


@pytest.mark.database
def test_what_is_added_is_what_was_given(app):
    who = county.person().id
    born = date(1979, 5, 3)
    rows = [
        {"key": f"k{place}", "person_id": who, "surname": each, "given_names": each or None, "date_of_birth": born}
        for place, each in enumerate(AWKWARD)
    ]
    add_many(SearchKey.__table__, rows)
    columns = (SearchKey.key, SearchKey.person_id, SearchKey.surname, SearchKey.given_names, SearchKey.date_of_birth)
    added = select(*columns).where(SearchKey.key.startswith("k")).order_by(SearchKey.id)
    assert [dict(row._mapping) for row in db.session.execute(added)] == rows
    add_many(SearchKey.__table__, [])


@pytest.mark.database
def test_words_of_a_list_and_moments_are_kept_as_they_are_elsewhere(app):
    someone, day = county.user(), date(2026, 3, 1)
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC) + timedelta(microseconds=5)
    ranks = (Rank.CONSTABLE, Rank.INSPECTOR)
    add_many(
        RankHeld.__table__,
        [
            {
                "user_id": someone.id,
                "rank": rank,
                "from_on": day + timedelta(days=place),
                "recorded_at": at,
                "source": "",
            }
            for place, rank in enumerate(ranks)
        ],
    )
    added = db.session.scalars(select(RankHeld).where(RankHeld.from_on >= day).order_by(RankHeld.id)).all()
    assert [(each.rank, each.from_on, each.recorded_at) for each in added] == [
        (Rank.CONSTABLE, day, at),
        (Rank.INSPECTOR, day + timedelta(days=1), at),
    ]


def test_a_column_that_is_made_of_others_is_not_forgotten(app):
    """A name is found by its folded form, which no writer may leave out."""
    with pytest.raises(ValueError, match="surname_key"):
        add_many(PersonDetails.__table__, [{"surname": "Rawcliffe"}])


@pytest.mark.database
def test_the_chains_of_many_begin_at_once_and_go_on_one_by_one(app):
    people = [county.person().id for _ in range(3)]
    audit.begin_chains(people)
    for _ in range(2):
        audit.record_all(
            audit.entry_about_person(SYSTEM, each, "person.created", ("person", each), {}, changes=1) for each in people
        )
    audit.change(SYSTEM, people[0], "person.updated", ("person", people[0]))
    db.session.commit()
    audit.change(SYSTEM, people[1], "person.updated", ("person", people[1]))
    db.session.commit()
    places = select(AuditChain.person_id, AuditEvent.position, AuditEvent.version)
    places = places.join(AuditChain, AuditChain.id == AuditEvent.chain_id).order_by(AuditChain.id, AuditEvent.position)
    first, second, third = people
    assert [tuple(row) for row in db.session.execute(places)] == [
        *((first, number, number) for number in (1, 2, 3)),
        *((second, number, number) for number in (1, 2, 3)),
        *((third, number, number) for number in (1, 2)),
    ]
    assert list(verify.verify()) == []
