"""Services to avoid: nothing is added without a reason, and none is asked to take one off."""

from pathways.safeguarding.rules.risks import AvoidFacts, AvoidWhy, avoid_reasons


def test_a_service_is_added_with_a_reason_and_not_saying_why_is_one() -> None:
    bare = AvoidFacts(service_ids=frozenset({7}), why=None, note="")
    assert [reason.field for reason in avoid_reasons(bare, before=())] == ["why"]
    for why in AvoidWhy:
        assert avoid_reasons(AvoidFacts(service_ids=frozenset({7}), why=why, note=""), before=()) == ()


def test_a_service_is_taken_off_without_a_reason_and_a_reason_belongs_to_a_service() -> None:
    assert avoid_reasons(AvoidFacts(service_ids=frozenset(), why=None, note=""), before=(7,)) == ()
    assert avoid_reasons(AvoidFacts(service_ids=frozenset({7}), why=None, note=""), before=(7,)) == ()
    alone = AvoidFacts(service_ids=frozenset({7}), why=AvoidWhy.DANGER, note="")
    assert [reason.field for reason in avoid_reasons(alone, before=(7,))] == ["services"]
