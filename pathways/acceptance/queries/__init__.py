"""Reads of the inbox and of the people who need a place: scoped, ordered, in few statements a page."""

from pathways.acceptance.queries.asking_consent import ConsentAsker, consent_asker, last_asked
from pathways.acceptance.queries.closing import ClosedService, closed_service, closed_with_people
from pathways.acceptance.queries.declining import AfterANo, note_with, onward, onward_was
from pathways.acceptance.queries.duties import Duty, duties_of, required_times
from pathways.acceptance.queries.first_appointment import first_times, opening_of, suggested_time, text_at_first
from pathways.acceptance.queries.keyworkers import keyworkers, managers_named
from pathways.acceptance.queries.links import (
    Opened,
    Wanted,
    asked_before,
    links_gone_wrong,
    links_wanted,
    opened,
    phone_of,
    stand_in_of,
    used_by,
)
from pathways.acceptance.queries.offers import (
    Offer,
    Taken,
    appointment_of,
    inbox,
    offer,
    our_decline,
    speak_by,
    taken,
    taken_back,
)
from pathways.acceptance.queries.placing import (
    Placing,
    Waiting,
    asked_of_who_placed,
    just_placed,
    needing_a_place,
    one_asked_about,
    one_needing_a_place,
    untried,
)
from pathways.acceptance.queries.tried import Happened, Tried, history_of, tried_before

__all__ = [
    "AfterANo",
    "ClosedService",
    "ConsentAsker",
    "Duty",
    "Happened",
    "Offer",
    "Opened",
    "Placing",
    "Taken",
    "Tried",
    "Waiting",
    "Wanted",
    "appointment_of",
    "asked_before",
    "asked_of_who_placed",
    "closed_service",
    "closed_with_people",
    "consent_asker",
    "duties_of",
    "first_times",
    "history_of",
    "inbox",
    "just_placed",
    "keyworkers",
    "last_asked",
    "links_gone_wrong",
    "links_wanted",
    "managers_named",
    "needing_a_place",
    "note_with",
    "offer",
    "one_asked_about",
    "one_needing_a_place",
    "onward",
    "onward_was",
    "opened",
    "opening_of",
    "our_decline",
    "phone_of",
    "required_times",
    "speak_by",
    "stand_in_of",
    "suggested_time",
    "taken",
    "taken_back",
    "text_at_first",
    "tried_before",
    "untried",
    "used_by",
]
