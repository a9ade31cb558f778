"""The forms of the treatment desk."""

from pathways.engagement.forms.aftercare import CheckInForm, FeedbackForm
from pathways.engagement.forms.contacts import NOT_YET, NextForm, OfferForm, OutcomeForm, SafeContactForm, filled_with
from pathways.engagement.forms.course import AssessmentForm, CarePlanForm, EngagedForm, ExitForm, StartForm
from pathways.engagement.forms.duties import (
    STANDING,
    CaseAvoidForm,
    CaseConcernForm,
    ConditionForm,
    FollowUpForm,
    FollowUpNoticeForm,
    RequiredForm,
)
from pathways.engagement.forms.leaks import LeakForm
from pathways.engagement.forms.lists import CaseloadFilter
from pathways.engagement.forms.needs import NeedsAssessedForm, needs_filled
from pathways.engagement.forms.noting import ContactForm, NoteForm
from pathways.engagement.forms.outcomes import PeerForm, ScoresForm, SupplyForm, UseForm
from pathways.engagement.forms.outreach import AttemptForm
from pathways.engagement.forms.planning import CloseGoalForm, EndForm, GoalForm, InterventionForm, ReviewForm
from pathways.engagement.forms.told_by_link import ToldForm

__all__ = [
    "NOT_YET",
    "STANDING",
    "AssessmentForm",
    "AttemptForm",
    "CarePlanForm",
    "CaseAvoidForm",
    "CaseConcernForm",
    "CaseloadFilter",
    "CheckInForm",
    "CloseGoalForm",
    "ConditionForm",
    "ContactForm",
    "EndForm",
    "EngagedForm",
    "ExitForm",
    "FeedbackForm",
    "FollowUpForm",
    "FollowUpNoticeForm",
    "GoalForm",
    "InterventionForm",
    "LeakForm",
    "NeedsAssessedForm",
    "NextForm",
    "NoteForm",
    "OfferForm",
    "OutcomeForm",
    "PeerForm",
    "RequiredForm",
    "ReviewForm",
    "SafeContactForm",
    "ScoresForm",
    "StartForm",
    "SupplyForm",
    "ToldForm",
    "UseForm",
    "filled_with",
    "needs_filled",
]
