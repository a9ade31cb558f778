"""Scores, naloxone and peer support: ranges, order of dates, and what a peer may be told."""

from dataclasses import replace
from datetime import date, timedelta

from pathways.engagement.naloxone.rules import (
    Product,
    SuppliedTo,
    Supply,
    SupplyAuthority,
    SupplyWhy,
    bars_to_supply,
    bars_to_use,
)
from pathways.engagement.outcomes.rules import PeerAnswer, PeerFacts, TopStage, bars_to_peer, bars_to_scores, top_items
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import words

TODAY = date(2026, 12, 3)
IN_TREATMENT = ReferralState.IN_TREATMENT
KIT = Supply(
    supplied_on=TODAY,
    product=Product.NASAL,
    kits=1,
    batch="N2291",
    expires_on=TODAY + timedelta(days=500),
    recipient=SuppliedTo.AT_RISK,
    why=SupplyWhy.FIRST,
    authority=SupplyAuthority.DRUG_SERVICE,
    trained_by="Dee Wragby",
)
PASSED_ON = PeerFacts(
    offered_on=TODAY,
    answer=PeerAnswer.ACCEPTED,
    peer="Mo",
    contact="Thursdays at the walk-in",
    shared_risks=("Overdose in last 7 days",),
    first_contact_on=None,
)


def scored(
    reason: str = "",
    again: bool = False,
    *,
    stage: TopStage = TopStage.START,
    state: ReferralState = IN_TREATMENT,
    **scores: int | None,
) -> str:
    return words(
        bars_to_scores(
            stage=stage,
            state=state,
            has_died=False,
            today=TODAY,
            taken_on=TODAY,
            scores=scores,
            is_correction=again,
            correction_reason=reason,
        )
    )


def test_every_item_has_its_range_and_any_may_be_declined_but_not_all() -> None:
    for item in top_items():
        assert scored(**{item.column: item.most}) == ""
        assert f"{item.label} must be a number from 0 to {item.most}" in scored(**{item.column: item.most + 1})
        assert "must be a number" in scored(**{item.column: -1})
    assert "Enter at least one score" in scored(**{item.column: None for item in top_items()})


def test_scores_of_a_day_that_has_some_are_a_correction_and_say_why() -> None:
    assert "say why they are corrected" in scored(again=True, crack_days=3)
    assert scored(again=True, reason="Wrong box", crack_days=3) == ""


def test_scores_of_leaving_and_after_treatment_are_taken_of_a_case_that_has_closed_and_no_others() -> None:
    for state in (ReferralState.COMPLETED, ReferralState.LEFT_TREATMENT):
        for stage in TopStage:
            bars = scored(stage=stage, state=state, crack_days=3)
            assert (bars == "") is (stage in (TopStage.EXIT, TopStage.POST))
    assert "nothing more can be recorded" in scored(stage=TopStage.POST, state=ReferralState.REROUTED, crack_days=3)


def test_no_expired_kit_is_supplied_and_none_is_used_before_it_was_or_twice() -> None:
    def supplied(**changed: object) -> str:
        kit = replace(KIT, **changed)
        return words(bars_to_supply(kit, state=IN_TREATMENT, has_died=False, today=TODAY))

    assert supplied() == ""
    assert "had expired" in supplied(expires_on=TODAY)
    assert "how many kits" in supplied(kits=0)
    assert supplied(kits=20) == ""
    assert "from 1 to 20" in supplied(kits=21)

    def used(on: date, already: bool = False) -> str:
        facts = {"state": IN_TREATMENT, "has_died": False, "today": TODAY, "supplied_on": TODAY}
        return words(bars_to_use(used_on=on, already=already, **facts))

    assert used(TODAY) == ""
    assert "before the supply" in used(TODAY - timedelta(days=1))
    assert "recorded already" in used(TODAY, already=True)


def test_a_peer_is_told_nothing_without_consent_4_and_then_only_what_was_agreed() -> None:
    def against(facts: PeerFacts, *, live: bool = True) -> str:
        asked = {"state": IN_TREATMENT, "has_died": False, "today": TODAY, "why_not": "Not asked yet"}
        return words(bars_to_peer(facts, may_share=live, **asked))

    assert against(PASSED_ON) == ""
    assert "Nothing may go to a peer yet. Not asked yet" in against(PASSED_ON, live=False)
    assert "contact that the person agreed" in against(replace(PASSED_ON, contact=""))
    thinking = replace(PASSED_ON, answer=PeerAnswer.THINKING)
    assert "Leave the peer out" in against(thinking, live=False)
    assert against(replace(thinking, peer="", contact="", shared_risks=()), live=False) == ""
