"""What can happen beside the events of a referral's own table, by the names that the table of timers uses."""

FACTS = frozenset(
    {
        "draft_made",
        "marked_urgent",
        "attempted_twice",
        "offered",
        "attended",
        "left_early",
        "did_not_attend",
        "cancelled_by_person",
        "cancelled_by_service",
        "structured_contact",
        "assessment_required",
        "assessment_attended",
        "assessment_failed",
        "assessment_unrecorded",
        "assessment_ceased",
        "police_told",
        "condition_signed",
        "condition_reported",
        "condition_ended",
        "answer_given",
        "answer_refused",
        "answer_withdrawn",
        "answer_lapsed",
        "keyworker_gone",
        "keyworker_named",
        "review_recorded",
        "started_again",
        "checked",
    }
)
