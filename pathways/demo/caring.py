"""What a service records of somebody in treatment: a goal, a contact, naloxone, scores, the safe contact."""

from datetime import timedelta

from pathways import clock
from pathways.auth import Viewer
from pathways.engagement import actions as engagement
from pathways.engagement.rules import (
    Authority,
    ContactHow,
    ContactRecord,
    ContactWith,
    Product,
    Recipient,
    Supply,
    SupplyWhy,
    TopStage,
)
from pathways.referrals.rules import ContactWay, Naloxone, NaloxoneFacts
from pathways.referrals.rules.letting_know import ContactFacts, TextHolds

TEXTED = ContactFacts(
    way=ContactWay.TEXT,
    number="07700 900 418",
    note="Someone else may see the phone. After 16:00",
    holds=TextHolds.NUMBER,
)


def care_for(referral_id: int, worker: Viewer) -> None:
    """Every third case, so that the pages of a case have something on them. Nothing is drawn by chance."""
    if referral_id % 3:
        return
    today, now = clock.today(), clock.now()
    engagement.agree_contact(by=worker, referral_id=referral_id, contact=TEXTED)
    engagement.add_goal(
        by=worker,
        referral_id=referral_id,
        goal="Sleep without using",
        who="Us and the person",
        does="Weekly session, anxiety and use together",
        by_on=today + timedelta(days=28),
    )
    engagement.record_contact(
        by=worker,
        referral_id=referral_id,
        contact=ContactRecord(
            at=now,
            how=ContactHow.PHONE,
            whom=ContactWith.PERSON,
            is_structured=False,
            naloxone=NaloxoneFacts(answer=Naloxone.SUPPLIED),
        ),
        note="Rang as agreed. Coming on Thursday, wants to talk about sleep.",
    )
    engagement.supply_naloxone(
        by=worker,
        referral_id=referral_id,
        supply=Supply(
            supplied_on=today,
            product=Product.NASAL,
            kits=1,
            batch="N2291",
            expires_on=today + timedelta(days=540),
            recipient=Recipient.AT_RISK,
            why=SupplyWhy.FIRST,
            authority=Authority.DRUG_SERVICE,
            trained_by="The keyworker",
        ),
    )
    engagement.record_scores(
        by=worker,
        referral_id=referral_id,
        stage=TopStage.START,
        taken_on=today,
        scores={"crack_days": 12, "alcohol_days": 9, "psychological": 7, "physical": 9, "quality_of_life": 6},
    )
