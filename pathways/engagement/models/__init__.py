"""What is recorded of a person in treatment. Appointments stand with the referral, whose first one acceptance makes.

A record is corrected by a new row: the old one keeps when, by which row and why it was superseded.
"""

from pathways.engagement.models.assessments import AssessedSubstance, Assessment
from pathways.engagement.models.contact import SafeContact
from pathways.engagement.models.course import CarePlan, Engagement, Exit, StructuredStart
from pathways.engagement.models.noting import Contact, Note
from pathways.engagement.models.outreach import Attempt
from pathways.engagement.models.planning import Goal, Intervention, PlanReview
from pathways.engagement.models.required import FollowUp, FollowUpOutcome, RequiredAssessmentOutcome

__all__ = [
    "AssessedSubstance",
    "Assessment",
    "Attempt",
    "CarePlan",
    "Contact",
    "Engagement",
    "Exit",
    "FollowUp",
    "FollowUpOutcome",
    "Goal",
    "Intervention",
    "Note",
    "PlanReview",
    "RequiredAssessmentOutcome",
    "SafeContact",
    "StructuredStart",
]
