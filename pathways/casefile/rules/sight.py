"""What police may see of a referral: one function decides, for every page, list and paper.

Source: Pathways treatment reference 2.4 ("What police may / may not see"). The table is a design choice that rests on
Drugs Act 2005 s.12(2) and s.14(2) (the assessor must tell police of a failure: verified) and s.15(3) (anything else
from a required assessment needs written consent: verified). Confidentiality law behind the rest is recalled.
"""

from dataclasses import dataclass
from datetime import datetime

from pathways.vocabulary import Mark, Worded

SOURCE = "Drugs Act 2005 s.12(2), s.14(2), s.15(3); what police may see, treatment reference 2.4"
MARK = Mark.DESIGN


class Column(Worded):
    """The four columns of the table. A fact shows if any column that holds at the moment of the view says yes."""

    ANYONE = "anyone", "Whatever the person answered"
    CONSENT = "consent", "While the person agrees that police are told how it goes"
    CONDITION = "condition", "A condition of a signed disposal, while it runs"
    STATUTE = "statute", "The assessor must tell police"


class Hidden(Worded):
    """Why a fact does not show. For the treatment service and for tests; a police page never prints it."""

    NEVER = "never", "Clinical: police never see it"
    NO_CONSENT = "no_consent", "There is no live consent to telling the police"
    BEFORE_CONSENT = "before_consent", "It is dated before the consent that is live now"
    NOT_IN_WRITING = "not_in_writing", "It comes from a required assessment, and the consent is not in writing"
    NO_RUNNING_CONDITION = "no_running_condition", "It is no condition of a signed disposal that is running"
    NOT_REPORTED = "not_reported", "The assessor has not reported it"
    NOTHING_OPEN = "nothing_open", "Police hold no open test, assessment or disposal of the person"
    NOT_FOR_POLICE = "not_for_police", "Police are not the ones who act on it"
    NOT_YET = "not_yet", "It had not happened at the moment of the view"


class Kind(Worded):
    """What a fact is. The first group are the base rows; the last is never shown to police."""

    SENT = "sent", "Sent"
    RECEIVED = "received", "Received"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Passed on"
    NEEDS_A_PLACE = "needs_a_place", "Waiting for the pathway manager to find a place"
    WITHDRAWN_BY_REFERRER = "withdrawn_by_referrer", "Withdrawn by the person who referred"
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
        Kind.SENT,
        Kind.RECEIVED,
        Kind.ACCEPTED,
        Kind.DECLINED,
        Kind.NEEDS_A_PLACE,
        Kind.WITHDRAWN_BY_REFERRER,
        Kind.CONSENT_ANSWER,
        Kind.ASSESSMENT_ON_NOTICE,
    }
)
STATUTORY = frozenset({Kind.ASSESSMENT_FAILED, Kind.ASSESSMENT_FAILURE_CORRECTED})
FEEDBACK = frozenset(
    {
        Kind.ASSESSMENT_ATTENDED,
        Kind.APPOINTMENT_OFFERED,
        Kind.ATTENDED,
        Kind.DID_NOT_ATTEND,
        Kind.ENGAGED,
        Kind.COMPLETED,
        Kind.CLOSED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is true of a referral.

    `at` is the instant it happened (for a dated fact: the entry, or the end of its London day if entered later);
    a statutory failure is dated by the report to police. `note` is only what the fact's own row of the table allows.
    """

    kind: Kind
    at: datetime
    heading: str = ""
    note: str = ""
    where: str = ""
    who: str = ""
    whole_day: bool = False
    from_required_assessment: bool = False
    condition_id: int | None = None
    was_reported: bool = False
    police_are_recipient: bool = False


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The unbroken stretch in which the person agrees that police are told.

    `ended_at` is the withdrawal, a later refusal, or the lapse (12 months), whichever came first.
    `in_writing_from` is the moment of the signature, None while it was only said aloud.
    """

    given_at: datetime
    ended_at: datetime
    in_writing_from: datetime | None = None

    def is_live(self, moment: datetime) -> bool:
        return self.given_at <= moment < self.ended_at


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
    """What is true of the police viewer's link to the person, read at the moment of the view."""

    consents: tuple[Consent, ...] = ()
    conditions: tuple[RunningCondition, ...] = ()
    holds_open_step: bool = False

    def live_consent(self, moment: datetime) -> Consent | None:
        return next((one for one in self.consents if one.is_live(moment)), None)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """The answer: whether the fact shows, by which column, or why it does not."""

    visible: bool
    by: Column | None = None
    hidden: Hidden | None = None


def police_may_see(fact: Fact, viewer_facts: PoliceView, moment: datetime) -> Sight:
    """Whether police may see `fact` at `moment`.

    Silence tells nothing: what is hidden is simply not there, and this function never looks at what else is known.
    Withdrawal hides at once, whatever the date of the fact; consent given anew shows facts from its own moment only.
    """
    if fact.at > moment:
        return _no(Hidden.NOT_YET)
    if fact.kind in BASE:
        return _yes(Column.ANYONE)
    if fact.kind in STATUTORY:
        return _yes(Column.STATUTE) if fact.was_reported else _no(Hidden.NOT_REPORTED)
    if fact.kind in FEEDBACK:
        return _under_consent(fact, viewer_facts.live_consent(moment))
    if fact.kind is Kind.CONDITION_REPORTED:
        runs = any(one.condition_id == fact.condition_id and one.runs(moment) for one in viewer_facts.conditions)
        return _yes(Column.CONDITION) if runs else _no(Hidden.NO_RUNNING_CONDITION)
    if fact.kind is Kind.DIED:
        return _yes(Column.ANYONE) if viewer_facts.holds_open_step else _no(Hidden.NOTHING_OPEN)
    if fact.kind is Kind.SAFEGUARDING_ACTION:
        return _yes(Column.ANYONE) if fact.police_are_recipient else _no(Hidden.NOT_FOR_POLICE)
    return _no(Hidden.NEVER)


def _under_consent(fact: Fact, consent: Consent | None) -> Sight:
    if consent is None:
        return _no(Hidden.NO_CONSENT)
    if fact.at < consent.given_at:
        return _no(Hidden.BEFORE_CONSENT)
    if fact.from_required_assessment and (consent.in_writing_from is None or fact.at < consent.in_writing_from):
        return _no(Hidden.NOT_IN_WRITING)
    return _yes(Column.CONSENT)


def _yes(column: Column) -> Sight:
    return Sight(visible=True, by=column)


def _no(why: Hidden) -> Sight:
    return Sight(visible=False, hidden=why)
