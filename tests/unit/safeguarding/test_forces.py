"""Which police force is told of a concern; where more than one may be, somebody is asked."""

from pathways.safeguarding.rules.concerns import ForceFacts, forces_to_tell

LINCOLNSHIRE = ForceFacts(force_id=1, name="Lincolnshire Police", towns=frozenset({"Lincoln", "Grantham", "Newark"}))
NOTTINGHAMSHIRE = ForceFacts(force_id=2, name="Nottinghamshire Police", towns=frozenset({"Newark", "Mansfield"}))
BOTH = (LINCOLNSHIRE, NOTTINGHAMSHIRE)


def test_the_force_that_arrested_somebody_is_told_wherever_they_live() -> None:
    assert forces_to_tell(BOTH, answers_for_it=2, near=("Lincoln",)) == (NOTTINGHAMSHIRE,)


def test_of_somebody_who_came_by_themselves_the_force_is_told_where_they_live_and_else_where_the_service_is() -> None:
    assert forces_to_tell(BOTH, answers_for_it=9, near=("MANSFIELD", "Lincoln")) == (NOTTINGHAMSHIRE,)
    assert forces_to_tell(BOTH, answers_for_it=9, near=("Louth", "Lincoln")) == (LINCOLNSHIRE,)


def test_where_two_forces_may_be_told_both_are_asked_about_whichever_was_set_up_first() -> None:
    assert forces_to_tell(BOTH, answers_for_it=9, near=("Newark",)) == BOTH
    assert forces_to_tell(BOTH, answers_for_it=9, near=("Louth",)) == BOTH
    assert forces_to_tell(BOTH[::-1], answers_for_it=None, near=()) == BOTH[::-1]


def test_one_force_alone_is_told_without_asking_and_without_one_nobody_is() -> None:
    assert forces_to_tell((LINCOLNSHIRE,), answers_for_it=9, near=("Louth",)) == (LINCOLNSHIRE,)
    assert forces_to_tell((), answers_for_it=9, near=("Lincoln",)) == ()
