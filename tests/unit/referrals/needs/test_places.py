"""Where a person usually is, when there is no address or a postcode that is none."""

from pathways.referrals.needs.rules import postcode_reasons
from tests.areas import COUNTY, ELSEWHERE, GRANTHAM, LINCOLN


def test_a_postcode_that_does_not_exist_is_refused_and_none_at_all_is_an_answer():
    (reason,) = postcode_reasons("ZZ1 1ZZ")
    assert (reason.field, reason.message[:31]) == ("postcode", "This is not a postcode. Type on")
    assert postcode_reasons("") == postcode_reasons(None) == postcode_reasons("   ") == ()
    assert postcode_reasons("LN1") == postcode_reasons("ln1 3ab") == ()


def test_the_town_of_a_suite_lies_in_an_area_and_any_other_is_elsewhere_in_the_county():
    assert COUNTY.area_of("Grantham") == GRANTHAM
    assert COUNTY.area_of("lincoln ") == LINCOLN
    assert COUNTY.area_of("Louth") == COUNTY.area_of(None) == COUNTY.area_of("") == ELSEWHERE
