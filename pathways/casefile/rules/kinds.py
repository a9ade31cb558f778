"""The words of the table of what police may see: its columns, its rows, and why a row does not show."""

from pathways.vocabulary import Worded


class Column(Worded):
    """The four columns of the table. A fact shows if any column that holds at the moment of the view says yes."""

    ANYONE = "anyone", "Whatever the person answered"
    CONSENT = "consent", "While the person agrees that police are told how it goes"
    CONDITION = "condition", "A condition of a signed disposal, while it is open"
    STATUTE = "statute", "The assessor must tell police"


class Hidden(Worded):
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


class Kind(Worded):
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
        Kind.SENT,
        Kind.RECEIVED,
        Kind.ACCEPTED,
        Kind.DECLINED,
        Kind.NEEDS_A_PLACE,
        Kind.WITHDRAWN_BY_REFERRER,
        Kind.WITHDRAWN_WITH_CONSENT,
        Kind.ENDED_BEFORE_ACCEPTED,
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
