"""What may be recorded of a person in treatment, and every reason where it may not."""

from pathways.engagement.rules.assessing import AssessmentFacts, bars_to_assessment
from pathways.engagement.rules.booking import Next, NextTimes, channel_of_next, days_to_next, purpose_of_next
from pathways.engagement.rules.codes import (
    Ending,
    Modality,
    endings,
    endings_from,
    modalities,
    state_after,
    structured_modalities,
)
from pathways.engagement.rules.contacts import (
    HAPPENED,
    OfferFacts,
    OutcomeFacts,
    bars_to_offering,
    bars_to_outcome,
    opens_at,
)
from pathways.engagement.rules.course import (
    ENGAGED,
    Definition,
    bars_to_care_plan,
    bars_to_engaged,
    bars_to_start,
    first_structured_contact,
)
from pathways.engagement.rules.duties import (
    THE_SAME_VISIT,
    RequiredFacts,
    RequiredOutcome,
    bars_to_required_outcome,
    reported_at,
)
from pathways.engagement.rules.follow_up import (
    FollowUpDecision,
    FollowUpFacts,
    bars_after_notice,
    bars_to_follow_up,
    bars_to_giving,
)
from pathways.engagement.rules.leaving import ExitFacts, bars_to_exit
from pathways.engagement.rules.letting_know import (
    ContactFacts,
    Telling,
    TextHolds,
    bars_to_contact,
    not_told_by_text,
    sent_from,
    telling,
)
from pathways.engagement.rules.listing import CaseOrder, Listing, Only, Whose, listing_of
from pathways.engagement.rules.missing import (
    MISSED_IN_A_ROW,
    SEEN,
    after_missing,
    missed_in_a_row,
    moves,
)
from pathways.engagement.rules.standing import DIED, is_with_the_service
from pathways.engagement.rules.steps import StepFacts

__all__ = [
    "DIED",
    "ENGAGED",
    "HAPPENED",
    "MISSED_IN_A_ROW",
    "SEEN",
    "THE_SAME_VISIT",
    "AssessmentFacts",
    "CaseOrder",
    "ContactFacts",
    "Definition",
    "Ending",
    "ExitFacts",
    "FollowUpDecision",
    "FollowUpFacts",
    "Listing",
    "Modality",
    "Next",
    "NextTimes",
    "OfferFacts",
    "Only",
    "OutcomeFacts",
    "RequiredFacts",
    "RequiredOutcome",
    "StepFacts",
    "Telling",
    "TextHolds",
    "Whose",
    "after_missing",
    "bars_after_notice",
    "bars_to_assessment",
    "bars_to_care_plan",
    "bars_to_contact",
    "bars_to_engaged",
    "bars_to_exit",
    "bars_to_follow_up",
    "bars_to_giving",
    "bars_to_offering",
    "bars_to_outcome",
    "bars_to_required_outcome",
    "bars_to_start",
    "channel_of_next",
    "days_to_next",
    "endings",
    "endings_from",
    "first_structured_contact",
    "is_with_the_service",
    "listing_of",
    "missed_in_a_row",
    "modalities",
    "moves",
    "not_told_by_text",
    "opens_at",
    "purpose_of_next",
    "reported_at",
    "sent_from",
    "state_after",
    "structured_modalities",
    "telling",
]
