"""What the pages of a case leave in the log, by hand: see test_routes.py. And who may open them: see test_permissions.py."""

PERSON_VIEWED = """
    engagement.case engagement.offer_appointment engagement.record_outcome
    engagement.assessment engagement.needs engagement.care_plan engagement.start engagement.engaged engagement.leave
    engagement.report_condition engagement.required_assessment
    engagement.concern engagement.avoid engagement.safe_contact engagement.contacts engagement.record_contact
    engagement.write_note engagement.note engagement.treatment engagement.add_goal engagement.close_goal
    engagement.start_intervention engagement.end_intervention engagement.review_plan
    engagement.outcomes engagement.scores engagement.naloxone engagement.naloxone_used engagement.peer
    engagement.feedback engagement.step engagement.attempt engagement.incident"""

CHECK_INS = {"check_in.listed": "engagement.check_ins", "check_in.viewed": "engagement.check_in"}
SHOWS_NOBODY = " engagement.feedback_read engagement.told_by_link "

NOTE_VIEWED = "engagement.contacts engagement.note"

CHANGES = {
    "engagement.step": "referral.taken_into_custody",
    "engagement.step_of_transfer": "referral.picked_up message.queued",
    "engagement.attempt": "outreach.attempted",
    "engagement.offer_appointment": "contact.scheduled message.queued message.queued",
    "engagement.record_outcome": "contact.cancelled",
    "engagement.assessment": "assessment.corrected",
    "engagement.care_plan": "care_plan.corrected",
    "engagement.start": "structured_start.corrected",
    "engagement.engaged": "engagement.corrected",
    "engagement.leave": "intervention.ended intervention.ended referral.closed",
    "engagement.safe_contact": "safe_contact.recorded message.withdrawn message.withdrawn",
    "engagement.incident": "assessment.disclosed",
    "engagement.record_contact": "contact.recorded note.added",
    "engagement.write_note": "note.added",
    "engagement.note": "note.added",
    "engagement.check_in": "check_in.recorded",
    "engagement.feedback": "feedback.taken",
    "engagement.scores": "top_scores.recorded",
    "engagement.naloxone": "naloxone.supplied",
    "engagement.naloxone_used": "naloxone.used",
    "engagement.peer": "peer_support.recorded",
    "engagement.add_goal": "goal.recorded",
    "engagement.close_goal": "goal.closed",
    "engagement.start_intervention": "intervention.recorded",
    "engagement.end_intervention": "intervention.ended",
    "engagement.review_plan": "plan_review.recorded",
}

MATRIX = """
engagement.safe_contact           GET POST  TW PM
engagement.contacts               GET       TW PM
engagement.record_contact         GET POST  TW PM
engagement.write_note             GET POST  TW PM
engagement.note                   GET POST  TW PM
engagement.treatment              GET       TW PM
engagement.check_ins              GET       TW PM
engagement.check_in               GET POST  TW PM
engagement.feedback               GET POST  TW PM
engagement.feedback_read          GET       PM
engagement.incident               GET POST  PM
engagement.outcomes               GET       TW PM
engagement.scores                 GET POST  TW PM
engagement.naloxone               GET POST  TW PM
engagement.naloxone_used          GET POST  TW PM
engagement.peer                   GET POST  TW PM
engagement.add_goal               GET POST  TW PM
engagement.close_goal             GET POST  TW PM
engagement.start_intervention     GET POST  TW PM
engagement.end_intervention       GET POST  TW PM
engagement.review_plan            GET POST  TW PM
engagement.step                   GET POST  TW PM
engagement.attempt                GET POST  TW PM
engagement.transfers              GET       TW PM
engagement.transfer               GET       TW PM
engagement.step_of_transfer       GET POST  TW PM
"""
