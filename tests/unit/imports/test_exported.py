"""What is exported is read back as it was, whatever it says."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.exports import csv_lines
from pathways.imports.rules.cells import cells_of, written
from pathways.imports.rules.columns import Kind, template
from pathways.imports.rules.entries import Entry, entries_of
from pathways.imports.rules.header import names_of
from pathways.imports.rules.records import Basis
from pathways.imports.rules.text import Encoding, lines_of, rows_of
from pathways.people.custody.rules import DetentionFacts
from pathways.people.identity.rules import Ethnicity, PersonFacts
from pathways.people.rules import AgeEvidence, Presence, ReleaseType
from pathways.vocabulary import Sex

NOW = datetime(2026, 11, 25, 3, 12, tzinfo=UTC)
BASIS = Basis(today=NOW.date(), now=NOW, suites={"Lincoln, West": 4})
NAMES = st.from_regex(r"[A-Za-zÀ-ÿŁłńţ][A-Za-zÀ-ÿ', \"-]{0,30}[a-zé]", fullmatch=True).map(
    lambda name: " ".join(name.split())
)
PEOPLE = st.builds(
    PersonFacts,
    surname=NAMES,
    given_names=st.none() | NAMES,
    date_of_birth=st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    age_evidence=st.sampled_from(AgeEvidence),
    clear_age_evidence=st.none() | NAMES,
    sex=st.sampled_from(Sex),
    ethnicity=st.none() | st.sampled_from(Ethnicity),
    pnc_id=st.none() | st.from_regex(r"[0-9]{2}/[0-9]{1,7}[A-Z]", fullmatch=True),
)


def read_back(kind: Kind, cells: list[str]) -> Entry:
    content = "".join(csv_lines(template(kind)[0], [cells])).encode()
    rows = rows_of(lines_of(BytesIO(content), Encoding.UTF_8), names_of(kind))
    entry = list(entries_of(kind, rows, BASIS, lambda key, row: None))[-1]
    assert isinstance(entry, Entry), entry
    return entry


@given(PEOPLE)
def test_a_person_comes_back_as_they_were(facts):
    person = read_back(Kind.PEOPLE, cells_of(Kind.PEOPLE, facts, person_key="pathways-7"))
    assert (person.key, person.facts) == ("pathways-7", facts)


@given(st.integers(1_450_000_000, 1_790_000_000), st.integers(0, 600))
def test_a_detention_comes_back_to_the_second_also_in_the_hour_that_comes_twice(second, minutes):
    at = datetime.fromtimestamp(second, tz=UTC)
    facts = DetentionFacts(
        custody_record_no="LN/4471/19",
        suite_id=4,
        arrested_at=at.replace(second=0) if minutes else at,
        arrived_at=at,
        presence=Presence.ARRESTED,
        released_at=datetime.fromtimestamp(at.timestamp() + 60 * minutes, tz=UTC),
        release_type=ReleaseType.WITHOUT_BAIL,
        needs_interpreter=bool(minutes % 2),
        interpreter_language="Polish" if minutes % 2 else None,
    )
    cells = cells_of(Kind.DETENTIONS, facts, detention_key="D1", person_key="A1", suite="Lincoln, West")
    assert read_back(Kind.DETENTIONS, cells).facts == facts


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        (datetime(2019, 7, 2, 20, 40, tzinfo=UTC), "2019-07-02 21:40"),
        (datetime(2019, 7, 2, 20, 40, 9, tzinfo=UTC), "2019-07-02 21:40:09"),
        (datetime(2019, 10, 27, 0, 30, tzinfo=UTC), "2019-10-27 01:30"),
        (datetime(2019, 10, 27, 1, 30, tzinfo=UTC), "2019-10-27 01:30+0000"),
    ],
)
def test_a_time_is_written_as_the_clock_in_london_showed_it(at, cell):
    assert written(at) == cell
