"""What is recorded of a person in treatment. Appointments stand with the referral, whose first one acceptance makes.

A record is corrected by a new row: the old one keeps when, by which row and why it was superseded.
"""

from pathways.engagement.models.aftercare import CheckIn, Feedback
from pathways.engagement.models.assessments import AssessedSubstance, Assessment
from pathways.engagement.models.contact import SafeContact
from pathways.engagement.models.course import CarePlan, Engagement, Exit, StructuredStart
from pathways.engagement.models.leaks import AssessmentLeaked
from pathways.engagement.models.needs import NeedsAssessed, UseAssessed
from pathways.engagement.models.noting import Contact, Note
from pathways.engagement.models.outreach import Attempt
from pathways.engagement.models.planning import Goal, Intervention, PlanReview
from pathways.engagement.models.required import EarlierTimeNote, FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.engagement.models.scoring import TopScores
from pathways.engagement.models.supplies import NaloxoneSupply, PeerSupport
from pathways.engagement.models.told_by_link import OutcomeLink

__all__ = [
    "AssessedSubstance",
    "Assessment",
    "AssessmentLeaked",
    "Attempt",
    "CarePlan",
    "CheckIn",
    "Contact",
    "EarlierTimeNote",
    "Engagement",
    "Exit",
    "Feedback",
    "FollowUp",
    "FollowUpOutcome",
    "Goal",
    "Intervention",
    "NaloxoneSupply",
    "NeedsAssessed",
    "Note",
    "OutcomeLink",
    "PeerSupport",
    "PlanReview",
    "RequiredAssessmentOutcome",
    "SafeContact",
    "StructuredStart",
    "TopScores",
    "UseAssessed",
]
