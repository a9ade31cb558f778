"""What the receiving service is asked of a transfer, and how one that is over reads."""

from datetime import UTC, datetime

from pathways.engagement.case.rules import asked_of_receiver, bars_to_answering, over_in_words
from pathways.referrals.consents.rules.consents import ConsentVerdict
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD, ITS_OWN, WRITTEN, EndedTransfer

AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
CAME = {"on": "2026-11-24", "told_by": "Rosa Tennant, Trent Bank Service", "told_on": "2026-11-25"}


def ended(how: str, **recorded: str) -> EndedTransfer:
    return EndedTransfer(how=how, at=AT, by="Sam Okafor", recorded=recorded)


def test_the_receiver_is_asked_what_happened_and_not_who_says_so():
    assert [[each.name for each in asked_of_receiver(event).records] for event in BY_THEIR_WORD] == [["on"], ["why"]]


def test_nobody_answers_for_a_person_of_whom_they_may_not_be_told():
    assert bars_to_answering(ConsentVerdict(live=True, why="Agrees")) == ()
    (bar,) = bars_to_answering(ConsentVerdict(live=False, why="Withdrawn"))
    assert bar.message == "Ring the sender. You may not be told of this person now: withdrawn"


def test_a_word_says_whose_it_is_and_what_was_written_says_who_wrote_when_and_who_recorded_it():
    own, written = ended("picked_up", word=ITS_OWN, **CAME), ended("picked_up", word=WRITTEN, **CAME)
    assert own.words == written.words == "The person came on 24 November 2026"
    assert own.word == "Recorded there by Rosa Tennant, Trent Bank Service"
    assert written.word == (
        "Told in writing by Rosa Tennant, Trent Bank Service on 25 November 2026; recorded here by Sam Okafor"
    )
    assert ended("not_picked_up").word == ""


def test_every_way_in_which_a_transfer_ends_has_words_for_both_sides():
    assert ended("receiver_declines", why="did_not_come").words == "Sent back: the person did not come"
    assert "yours again" in ended("not_picked_up").words
    assert "the person is back with the sender" in over_in_words("not_picked_up")
    assert "destroy what you were sent" in over_in_words("consent_withdrawn")
    assert (ended("provider_closed").words, over_in_words("provider_closed")) == ("Ended", "Ended by the sender")
