"""What liaison and diversion may see of a referral: how it goes, as far as the person agreed that *they* are told.

Source: the table of what police see (treatment reference 2.4) less all that rests on the law of testing or on a
disposal. A required assessment, a failure at one and a condition would each tell a test result or a decision of the
police, and the assessor's duty to tell is a duty to the police alone (Drugs Act 2005 s.12(2), s.14(2), s.15(3):
verified). Leaving them all out is a design choice.
"""

from datetime import datetime

from pathways.casefile.rules.kinds import BASE, FEEDBACK, Kind
from pathways.casefile.rules.link import PoliceView
from pathways.casefile.rules.sight import Fact, police_may_see

SEEN = (BASE | FEEDBACK) - {Kind.ASSESSMENT_ON_NOTICE, Kind.ASSESSMENT_ATTENDED}


def liaison_may_see(fact: Fact, told: PoliceView, moment: datetime) -> bool:
    """Whether liaison and diversion may see `fact` at `moment`. `told` holds only answers to words that name them."""
    if fact.kind not in SEEN or fact.from_required_assessment:
        return False
    return police_may_see(fact, PoliceView(answers=told.answers), moment).visible
