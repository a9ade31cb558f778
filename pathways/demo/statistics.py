"""What a provider needs for its monthly file: agency codes, and what people answered about the national statistics."""

from pathways.auth import Viewer
from pathways.demo.places import County
from pathways.ndtms import actions as ndtms
from pathways.referrals import actions as referrals
from pathways.referrals.rules import STATISTICS, AnswerGiven, ConsentState, Helped
from pathways.store import db

CODES = {"Lincoln Recovery Hub": "ZZ001", "Trent Bank Service": "ZZ002"}
"""Made up, like everything here. One service has none, so that the fault it makes is seen."""


def ask_about_statistics(worker: Viewer, referral_id: int) -> None:
    """Most agree and sign, some only aloud, some do not agree, some were not asked yet."""
    if referral_id % 7 == 0:
        return
    agrees = referral_id % 5 != 0
    answer = AnswerGiven(
        number=STATISTICS,
        state=ConsentState.GIVEN if agrees else ConsentState.REFUSED,
        signed=referral_id % 4 != 0,
        understood=True,
        helped=Helped.NO_HELP,
    )
    referrals.record_answers(by=worker, referral_id=referral_id, answers=[answer])


def enter_codes(county: County) -> None:
    """The manager enters the codes of two services; commits."""
    for name, code in CODES.items():
        ndtms.enter_agency_code(by=county.staff["provider"], service_id=county.services[name].id, code=code)
    db.session.commit()
