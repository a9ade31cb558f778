"""What the pages of a referral's steps leave in the log, by hand: read by `test_routes`."""

SHOWS_A_REFERRAL = """
    referrals.joint referrals.end_joint engagement.transfer engagement.step_of_transfer
    acceptance.step acceptance.add_note acceptance.step_in_placing referrals.step
    acceptance.say_error acceptance.settle_error """
SHOWS_NOBODY_THERE = "acceptance.closed acceptance.hand_on"
"""Counts of a closed service, of nobody in particular."""
CHANGES_OF_REFERRALS = {
    "acceptance.say_error": "referral.error.said",
    "acceptance.settle_error": "referral.error.turned_down",
    "referrals.withdraw": "referral.recalled consent.withdrawn",
    "referrals.step": "referral.withdraw",
    "referrals.joint": "joint.asked",
    "referrals.end_joint": "joint.ended",
    "acceptance.accept": "message.queued message.queued referral.accepted",
    "acceptance.decline": "referral.offered referral.declined",
    "acceptance.place": "referral.offered",
    "acceptance.ask_for_consent": "message.queued referral.consent_asked_for",
    "acceptance.step": "referral.ask",
    "acceptance.add_note": "referral.note.added",
    "acceptance.step_in_placing": "referral.person_declines",
    "acceptance.hand_on": "service.closed.listed referral.provider_closed service.handed_on",
}
