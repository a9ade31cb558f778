"""Where a person usually is, when there is no address or a postcode that is none."""

from pathways.referrals.rules import area_of_town, postcode_reasons
from pathways.vocabulary import Area


def test_a_postcode_that_does_not_exist_is_refused_and_none_at_all_is_an_answer():
    (reason,) = postcode_reasons("ZZ1 1ZZ")
    assert (reason.field, reason.message[:42]) == ("postcode", "There is no postcode of this form. Type on")
    assert postcode_reasons("") == postcode_reasons(None) == postcode_reasons("   ") == ()
    assert postcode_reasons("LN1") == postcode_reasons("ln1 3ab") == ()


def test_the_town_of_a_suite_lies_in_an_area_and_any_other_is_elsewhere_in_the_county():
    assert area_of_town("Grantham") is Area.GRANTHAM
    assert area_of_town("lincoln ") is Area.LINCOLN
    assert area_of_town("Louth") is area_of_town(None) is area_of_town("") is Area.ELSEWHERE
