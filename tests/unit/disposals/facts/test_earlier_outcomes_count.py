"""Which earlier outcome counts, in words; and of which family a drug is."""

from datetime import date

import pytest

from pathways.disposals.facts.rules.earlier_outcomes import Prior, PriorKind, how_it_counts
from pathways.law.rules import offences_and_drugs as law
from pathways.law.rules.disposal_book_checks import WORDS
from pathways.law.rules.disposal_terms import DrugFamily, _families, family_of
from pathways.law.rules.tables import packaged
from pathways.vocabulary import Known

OFFENCE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("kind", "given_on", "says"),
    [
        (PriorKind.SC, date(2026, 11, 19), "In the two years before the offence, and similar: it counts"),
        (PriorKind.YCC, date(2024, 11, 20), "In the two years before the offence, and similar: it counts"),
        (PriorKind.SC, date(2024, 11, 19), "More than two years before"),
        (PriorKind.SC, OFFENCE, "Given on or after the day of the offence: it does not count"),
        (PriorKind.CR, date(2026, 11, 19), "Not a caution or conviction"),
    ],
)
def test_the_list_says_of_each_outcome_whether_it_counts(kind, given_on, says):
    prior = Prior(kind=kind, given_on=given_on, similar=Known.YES)
    assert how_it_counts(prior, OFFENCE).startswith(says)
    if kind.is_caution_or_conviction:
        assert how_it_counts(prior, None) == "Not known until the day of the offence is entered"


def test_every_controlled_drug_has_its_family_or_is_said_to_have_none():
    assert set(_families()) == set(law.controlled_drugs(law=packaged()))
    assert {code for code, family in _families().items() if family is None} == {"other_drug", "prepared_for_injection"}
    assert set(DrugFamily) == WORDS["drug_family"]
    assert family_of("synthetic_cannabinoids") is DrugFamily.SYNTHETIC_CANNABINOID
    assert family_of(None) is None
