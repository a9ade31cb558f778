"""What police, and liaison and diversion, may see of a referral: decided here for every page, list and paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pathways.referrals.consents.rules.consents import FEEDBACK as FEEDBACK_CONSENT
from pathways.referrals.consents.rules.consents import ConsentFacts, consent_live
from pathways.referrals.consents.rules.sharing import is_in_writing_where_it_must_be
from pathways.vocabulary import Worded

# The words of the table of what police may see: its columns, its rows, and why a row does not show.


class SharingColumn(Worded):
    """The four columns of the table. A fact shows if any column that holds at the moment of the view says yes."""

    ANYONE = "anyone", "Whatever the person answered"
    CONSENT = "consent", "While the person agrees that police are told how it goes"
    CONDITION = "condition", "A condition of a signed disposal, while it is open"
    STATUTE = "statute", "The assessor must tell police"


class WhyHidden(Worded):
    """Why a fact does not show. For the treatment service and for tests; a police page never prints it."""

    NEVER = "never", "Clinical: police never see it"
    NO_CONSENT = "no_consent", "There is no live consent to telling the police"
    BEFORE_CONSENT = "before_consent", "It is dated before the consent that is live now"
    NOT_IN_WRITING = "not_in_writing", "It comes from a required assessment, and the consent is not in writing"
    NO_RUNNING_CONDITION = "no_running_condition", "It is not a condition of a signed disposal that is still open"
    NOT_REPORTED = "not_reported", "The assessor has not reported it"
    NOTHING_OPEN = "nothing_open", "Police have no open test, assessment or disposal of the person"
    NOT_FOR_POLICE = "not_for_police", "Police are not the ones who act on it"
    NOT_YET = "not_yet", "It had not happened at the moment of the view"


class FactKind(Worded):
    """What a fact is. The first group are the base rows; the last is never shown to police."""

    SENT = "sent", "Sent"
    RECEIVED = "received", "Received"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Passed on"
    NEEDS_A_PLACE = "needs_a_place", "Waiting for the pathway manager to find a place"
    WITHDRAWN_BY_REFERRER = "withdrawn_by_referrer", "Withdrawn by the person who referred"
    WITHDRAWN_WITH_CONSENT = "withdrawn_with_consent", "Withdrawn with the consent to refer"
    ENDED_BEFORE_ACCEPTED = "ended_before_accepted", "Ended before a service accepted"
    CONSENT_ANSWER = "consent_answer", "Telling the police how it went"
    ASSESSMENT_ON_NOTICE = "assessment_on_notice", "Required assessment, as on the notice"
    ASSESSMENT_FAILED = "assessment_failed", "Required assessment: failure reported"
    ASSESSMENT_FAILURE_CORRECTED = "assessment_failure_corrected", "Required assessment: the report was corrected"
    ASSESSMENT_ATTENDED = "assessment_attended", "Required assessment attended"
    APPOINTMENT_OFFERED = "appointment_offered", "Appointment offered"
    ATTENDED = "attended", "Appointment attended"
    DID_NOT_ATTEND = "did_not_attend", "Did not attend"
    ENGAGED = "engaged", "Engaged"
    COMPLETED = "completed", "Completed"
    CLOSED = "closed", "No longer in treatment"
    CONDITION_REPORTED = "condition_reported", "Condition reported"
    DIED = "died", "Ended, no further action"
    SAFEGUARDING_ACTION = "safeguarding_action", "Safeguarding action"
    CLINICAL = "clinical", "Clinical record"


BASE = frozenset(
    {
        FactKind.SENT,
        FactKind.RECEIVED,
        FactKind.ACCEPTED,
        FactKind.DECLINED,
        FactKind.NEEDS_A_PLACE,
        FactKind.WITHDRAWN_BY_REFERRER,
        FactKind.WITHDRAWN_WITH_CONSENT,
        FactKind.ENDED_BEFORE_ACCEPTED,
        FactKind.CONSENT_ANSWER,
        FactKind.ASSESSMENT_ON_NOTICE,
    }
)
STATUTORY = frozenset({FactKind.ASSESSMENT_FAILED, FactKind.ASSESSMENT_FAILURE_CORRECTED})
FEEDBACK = frozenset(
    {
        FactKind.ASSESSMENT_ATTENDED,
        FactKind.APPOINTMENT_OFFERED,
        FactKind.ATTENDED,
        FactKind.DID_NOT_ATTEND,
        FactKind.ENGAGED,
        FactKind.COMPLETED,
        FactKind.CLOSED,
    }
)


# What is true of the police's link to a person at a moment: consent, conditions that run, steps still open.


@dataclass(frozen=True, kw_only=True)
class PoliceAgreement:
    """The unbroken stretch, up to a moment, in which the person agreed that police are told.

    `in_writing_from` is the moment of the signature, None while it was only said aloud.
    """

    given_at: datetime
    in_writing_from: datetime | None = None


def agreement(answers: Iterable[ConsentFacts], moment: datetime) -> PoliceAgreement | None:
    """The stretch that lives at a moment; None where `consent_live` says that nothing does.

    `consent_live` decides whether it lives, at the moment asked about and at each earlier answer. Agreeing again while
    it lives carries it on; after a refusal, a withdrawal or a lapse it begins anew (treatment reference 2.1, CON).
    """
    before = [answer for answer in answers if answer.number == FEEDBACK_CONSENT]
    stretch: PoliceAgreement | None = None
    while (verdict := consent_live(before, FEEDBACK_CONSENT, moment)).live and verdict.row:
        row = verdict.row
        signed_at = row.taken_at if row.signed else stretch.in_writing_from if stretch else None
        stretch = PoliceAgreement(given_at=row.taken_at, in_writing_from=signed_at)
        before = [answer for answer in before if (answer.taken_at, answer.id) < (row.taken_at, row.id)]
        moment = row.taken_at
    return stretch


@dataclass(frozen=True, kw_only=True)
class RunningCondition:
    """A condition of a disposal: it runs from the signature until the disposal ends (None: still runs)."""

    condition_id: int
    signed_at: datetime | None
    ended_at: datetime | None = None

    def runs(self, moment: datetime) -> bool:
        if self.signed_at is None or moment < self.signed_at:
            return False
        return self.ended_at is None or moment < self.ended_at


@dataclass(frozen=True, kw_only=True)
class PoliceView:
    """What is true of the viewer's link to the person. `answers` are those about telling them, which count for them."""

    answers: tuple[ConsentFacts, ...] = ()
    conditions: tuple[RunningCondition, ...] = ()
    holds_open_step: bool = False

    def agreement(self, moment: datetime) -> PoliceAgreement | None:
        return agreement(self.answers, moment)


# What police may see of a referral: one function decides, for every page, list and paper.
#
# Source: Pathways treatment reference 2.4 ("What police may / may not see"). The table is a design choice that rests
# on Drugs Act 2005 s.12(2) and s.14(2) (the assessor must tell police of a failure: verified) and s.15(3) (anything
# else from a required assessment needs written consent: verified). Confidentiality law behind the rest is recalled.


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is true of a referral.

    `at` is the instant it happened (for a dated fact: the entry, or the end of its London day if entered later);
    a statutory failure is dated by the report to police. `earliest_at` is given where only a day is known: it may have
    happened then already. `note` is only what the fact's own row of the table allows.
    """

    kind: FactKind
    at: datetime
    heading: str = ""
    note: str = ""
    where: str = ""
    who: str = ""
    earliest_at: datetime | None = None
    whole_day: bool = False
    from_required_assessment: bool = False
    condition_id: int | None = None
    was_reported: bool = False
    police_are_recipient: bool = False


@dataclass(frozen=True, kw_only=True)
class FactSight:
    """The answer: whether the fact shows, by which column, or why it does not."""

    visible: bool
    by: SharingColumn | None = None
    hidden: WhyHidden | None = None


def police_may_see(fact: Fact, viewer_facts: PoliceView, moment: datetime) -> FactSight:
    """Whether police may see `fact` at `moment`.

    Silence tells nothing: what is hidden is simply not there, and this function never looks at what else is known.
    Withdrawal hides at once, whatever the date of the fact; consent given anew shows facts from its own moment only.
    What has only a day and may have happened before that moment is not shown.
    """
    if fact.at > moment:
        return _no(WhyHidden.NOT_YET)
    if fact.kind in BASE:
        return _yes(SharingColumn.ANYONE)
    if fact.kind in STATUTORY:
        return _yes(SharingColumn.STATUTE) if fact.was_reported else _no(WhyHidden.NOT_REPORTED)
    if fact.kind in FEEDBACK:
        return _under_consent(fact, viewer_facts.agreement(moment))
    if fact.kind is FactKind.CONDITION_REPORTED:
        runs = any(
            condition.condition_id == fact.condition_id and condition.runs(moment)
            for condition in viewer_facts.conditions
        )
        return _yes(SharingColumn.CONDITION) if runs else _no(WhyHidden.NO_RUNNING_CONDITION)
    if fact.kind is FactKind.DIED:
        return _yes(SharingColumn.ANYONE) if viewer_facts.holds_open_step else _no(WhyHidden.NOTHING_OPEN)
    if fact.kind is FactKind.SAFEGUARDING_ACTION:
        return _yes(SharingColumn.ANYONE) if fact.police_are_recipient else _no(WhyHidden.NOT_FOR_POLICE)
    return _no(WhyHidden.NEVER)


def _under_consent(fact: Fact, agreed: PoliceAgreement | None) -> FactSight:
    if agreed is None:
        return _no(WhyHidden.NO_CONSENT)
    happened_at = fact.earliest_at or fact.at
    if happened_at < agreed.given_at:
        return _no(WhyHidden.BEFORE_CONSENT)
    signed = agreed.in_writing_from is not None and happened_at >= agreed.in_writing_from
    if not is_in_writing_where_it_must_be(from_required_assessment=fact.from_required_assessment, in_writing=signed):
        return _no(WhyHidden.NOT_IN_WRITING)
    return _yes(SharingColumn.CONSENT)


def _yes(column: SharingColumn) -> FactSight:
    return FactSight(visible=True, by=column)


def _no(why: WhyHidden) -> FactSight:
    return FactSight(visible=False, hidden=why)


# What liaison and diversion may see of a referral: how it goes, as far as the person agreed that *they* are told.
#
# Source: the table of what police see (treatment reference 2.4) less all that rests on the law of testing or on a
# disposal. A required assessment, a failure at one and a condition would each tell a test result or a decision of the
# police, and the assessor's duty to tell is a duty to the police alone (Drugs Act 2005 s.12(2), s.14(2), s.15(3):
# verified). Leaving them all out is a design choice.


SEEN = (BASE | FEEDBACK) - {FactKind.ASSESSMENT_ON_NOTICE, FactKind.ASSESSMENT_ATTENDED}


def liaison_may_see(fact: Fact, viewer_facts: PoliceView, moment: datetime) -> bool:
    """Whether liaison and diversion may see `fact` at `moment`. `viewer_facts` has only answers that name them."""
    if fact.kind not in SEEN or fact.from_required_assessment:
        return False
    return police_may_see(fact, PoliceView(answers=viewer_facts.answers), moment).visible
