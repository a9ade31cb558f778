"""A decision keeps the version of the law it was made under, and that version still shows its rows and words."""

import csv
import hashlib
from dataclasses import replace
from datetime import date

from pathways.law.rules import offences_and_drugs as face
from pathways.law.rules.offences_and_drugs import row_on
from pathways.law.rules.tables import DATA, LAW_VERSION, NAMED, LawBook, LawChange, LawTable, packaged
from pathways.vocabulary import Mark

GROWS = (("act", "Theft Act 1978"), ("section", "s.3"), ("offence", "Making off"), ("condition", ""))
MAKING_OFF = LawChange(
    number=1,
    table=LawTable.TRIGGER,
    code="TA78-3",
    starts_on=date(2027, 1, 4),
    values=GROWS,
    source="SI 2026/999 art 3",
    mark=Mark.VERIFIED,
)
DAY = date(2027, 1, 4)


def test_the_packaged_tables_are_those_whose_digest_stands_beside_their_version() -> None:
    """A changed row needs a new version, and the tables before it in data/earlier_testing/<version>."""
    with (DATA / "versions.csv").open(encoding="utf-8", newline="") as lines:
        last = list(csv.DictReader(lines))[-1]
    names = (*(table.value for table in LawTable), NAMED)
    whole = b"".join((DATA / f"{name}.csv").read_bytes() for name in names)
    assert (last["version"], last["digest"]) == (LAW_VERSION, hashlib.sha256(whole).hexdigest())


def test_without_a_change_the_version_is_that_of_the_packaged_tables() -> None:
    assert LawBook().now is packaged()
    assert packaged().version == LAW_VERSION


def test_an_approved_change_counts_from_its_first_day_and_names_a_new_version() -> None:
    law = LawBook(changes=(MAKING_OFF,)).now
    assert law.version == f"{LAW_VERSION}+1"
    assert row_on("TA78-3", date(2027, 1, 3), law) is None
    row = row_on("TA78-3", DAY, law)
    assert row is not None
    assert (row.source, row.mark, row.note) == ("SI 2026/999 art 3", Mark.VERIFIED, "Approved change 1")


def test_what_was_decided_under_an_older_version_still_shows_the_rows_of_that_version() -> None:
    renamed = replace(MAKING_OFF, number=2, values=(*GROWS[:2], ("offence", "Bilking"), GROWS[3]))
    book = LawBook(changes=(MAKING_OFF, renamed))
    assert face.offence_name("TA78-3", book.now) == "Bilking"
    assert face.offence_name("TA78-3", book.as_of(f"{LAW_VERSION}+1")) == "Making off"
    assert face.offence_name("TA78-3", book.as_of(LAW_VERSION)) == "Making off without payment"
    assert row_on("TA78-3", DAY, book.as_of(LAW_VERSION)) is None


def test_the_version_of_the_first_release_has_row_its_earlier_name() -> None:
    old = LawBook(changes=(MAKING_OFF,)).as_of("trigger-offences-2026-11-25")
    assert old.is_held
    assert old.triggers == LawBook().as_of("law-2026-11-25").triggers


def test_a_version_that_is_not_held_says_so() -> None:
    assert not LawBook().as_of("law-2031-01-01+4").is_held
    assert not LawBook().as_of("").is_held


def test_a_change_stopped_before_it_began_counts_in_no_later_version() -> None:
    book = LawBook(changes=(replace(MAKING_OFF, stopped=2),))
    assert book.newest == 2
    assert row_on("TA78-3", DAY, book.now) is None
    assert row_on("TA78-3", DAY, book.as_of(f"{LAW_VERSION}+1")) is not None
