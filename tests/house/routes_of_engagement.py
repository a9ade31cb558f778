"""What the pages of a case leave in the log, by hand: see test_routes.py. And who may open them: see test_permissions.py."""

PERSON_VIEWED = """
    engagement.case engagement.offer_appointment engagement.record_outcome
    engagement.assessment engagement.care_plan engagement.start engagement.engaged engagement.leave
    engagement.report_condition engagement.required_assessment
    engagement.concern engagement.safe_contact engagement.contacts engagement.record_contact
    engagement.write_note engagement.note"""

NOTE_VIEWED = "engagement.contacts engagement.note"

CHANGES = {
    "engagement.offer_appointment": "contact.scheduled message.queued",
    "engagement.record_outcome": "contact.cancelled",
    "engagement.assessment": "assessment.corrected",
    "engagement.care_plan": "care_plan.corrected",
    "engagement.start": "structured_start.corrected",
    "engagement.engaged": "engagement.corrected",
    "engagement.leave": "referral.closed",
    "engagement.safe_contact": "safe_contact.recorded",
    "engagement.record_contact": "contact.recorded note.added",
    "engagement.write_note": "note.added",
    "engagement.note": "note.added",
}

MATRIX = """
engagement.safe_contact           GET POST  TW PM
engagement.contacts               GET       TW PM
engagement.record_contact         GET POST  TW PM
engagement.write_note             GET POST  TW PM
engagement.note                   GET POST  TW PM
"""
