"""What a reader of the Tactical pack may open, by hand: every table of it is of that, and of nothing else."""

from datetime import timedelta

from tests.integration.deadlines.by_hand_deadlines import grouped
from tests.integration.deadlines.by_hand_timers import LIVE, WITH_PROVIDER

LOOKS_BACK = timedelta(days=28)
"""Rule R6: how long what has ended is still read."""


class Sight:
    """What one reader may open: of a provider what was sent to it and it has not let go of, for whoever finds places
    who needs one; nothing of a record that is shut to them, of the dead, or of what ended more than 28 days ago."""

    def __init__(self, of, user, *, finds_places):
        self.of, self.user, self.finds_places = of, user, finds_places
        self.organisation_id = user.organisation_id
        self.shut = self.who_is_shut()
        self.referrals = [each for each in of.rows["referral"] if self.reads(each)]

    def reads(self, referral):
        if not self.is_open(referral.person_id) or self.of.is_dead(referral.person_id):
            return False
        if self.finds_places:
            return referral.state == "NEEDS_PLACE"
        is_with_us = referral.state in WITH_PROVIDER | {"SUSPENDED"} or referral.accepted_at is not None
        is_lately = referral.closed_at is None or referral.closed_at >= self.of.now - LOOKS_BACK
        return referral.organisation_id == self.organisation_id and is_with_us and is_lately

    def is_open(self, person_id):
        return person_id not in self.shut

    def who_is_shut(self):
        """The records of which a list leaves the reader out, and all records of the same people."""
        names, shut = grouped(self.of.rows["person_restriction_name"], "restriction_id"), set()
        lists = [
            each
            for each in self.of.rows["person_restriction"]
            if each.in_force_at and not each.ended_at and (each.until_on is None or each.until_on >= self.of.today)
        ]
        named = {each.id: self.user.id in {name.user_id for name in names[each.id]} for each in lists}
        allowed = {each.person_id for each in lists if each.which == "restricted_to" and named[each.id]}
        for each in lists:
            binds = each.binds_all or each.organisation_id == self.organisation_id
            leaves_out = binds and each.person_id not in allowed and not self.has_to_answer(each.person_id)
            if named[each.id] if each.which == "excluded_from" else leaves_out:
                stays = self.of.stays(each.person_id)
                shut |= {person_id for person_id in self.of.people if self.of.stays(person_id) == stays}
        return shut

    def has_to_answer(self, person_id):
        """Whoever alone can answer somebody's open referral, or report on their notice, stays let in (decision 18)."""
        theirs = [each for each in self.of.rows["referral"] if each.person_id == person_id]
        if self.finds_places:
            return any(each.state == "NEEDS_PLACE" for each in theirs)
        ours = [each for each in theirs if each.organisation_id == self.organisation_id]
        return any(each.state in WITH_PROVIDER | LIVE for each in ours) or self.has_to_report(person_id)

    def has_to_report(self, person_id):
        lately = self.of.now - LOOKS_BACK
        outcomes, later = self.of.deadlines.outcomes["required_assessment_outcome"], self.of.deadlines.by["follow_up"]
        for each in self.of.rows["required_assessment"]:
            is_theirs = self.of.episodes[each.episode_id].person_id == person_id and each.superseded_at is None
            if not (is_theirs and each.notice_served_at) or (
                self.of.organisation_of[each.service_id] != self.organisation_id
            ):
                continue
            outcome = outcomes.get((each.id, each.booking))
            if outcome is None or outcome.recorded_at > lately:
                return True
            done = self.of.deadlines.outcomes["follow_up_outcome"]
            for follow_up in later[each.id]:
                became = done.get((each.id, follow_up.booking))
                is_asked = follow_up.superseded_at is None and follow_up.decision == "required"
                if is_asked and (became is None or became.recorded_at > lately):
                    return True
        return False
