"""What the service asks at assessment: whom it may share with, and the needs in full. By the number of the referral, so
that the rest of the county stays as it was."""

from pathways.auth import Viewer
from pathways.engagement import actions as engagement
from pathways.engagement import queries
from pathways.engagement.rules import NeedsFacts, Use
from pathways.referrals import actions as referrals
from pathways.referrals.rules import (
    SHARING,
    AnswerGiven,
    ConsentState,
    Helped,
    Naloxone,
    NaloxoneFacts,
    Said,
    Whom,
)
from pathways.vocabulary import Answer, Sex, Substance

WHOM = (frozenset({Whom.MENTAL_HEALTH, Whom.PEERS}), frozenset({Whom.HOUSING}), frozenset(Whom))


def at_assessment(worker: Viewer, referral_id: int, uses: tuple[Substance, ...]) -> None:
    """Consent 4 answered, every fifth person unsure; the needs, on from what was said at the desk."""
    understood = referral_id % 5 != 0
    agrees = ConsentState.GIVEN if referral_id % 4 else ConsentState.REFUSED
    answer = AnswerGiven(
        number=SHARING,
        state=agrees,
        whom=WHOM[referral_id % 3] if agrees is ConsentState.GIVEN else frozenset(),
        signed=referral_id % 3 != 0,
        understood=understood,
        helped=Helped.NO_HELP if understood else None,
        why_not="" if understood else "Tired after the night; ask again next time",
    )
    referrals.record_answers(by=worker, referral_id=referral_id, answers=(answer,))
    is_male = queries.case(worker, referral_id).details.sex is Sex.MALE
    engagement.record_needs(
        by=worker,
        referral_id=referral_id,
        facts=NeedsFacts(
            said=Said.NAMED if uses else Said.NOTHING,
            uses=tuple(
                Use(substance=one, route=("oral" if one is Substance.ALCOHOL else "smoke") if place < 3 else None)
                for place, one in enumerate(uses)
            ),
            injecting="would_not_say" if referral_id % 7 == 0 else "never",
            overdose=Answer.YES if referral_id % 9 == 0 else Answer.NO,
            overdose_days=40 if referral_id % 9 == 0 else None,
            suicide_risk=Answer.NO,
            mental_health=Answer.NO,
            receiving=None,
            housing="problem" if referral_id % 3 == 0 else "safe",
            children="not_a_parent",
            pregnant=None if is_male else Answer.NO,
            employment="seeking",
            safeguarding=Answer.NO,
            naloxone=NaloxoneFacts(answer=Naloxone.ALREADY_HAS),
        ),
    )
