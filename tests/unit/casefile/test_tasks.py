"""The six parts of an episode: what can be done now, what cannot, and why."""

from dataclasses import replace

import pytest

from pathways.casefile.rules import (
    AssessmentStage,
    EpisodeFacts,
    Part,
    TaskState,
    TestStage,
    done_count,
    next_task,
    tasks,
)
from pathways.vocabulary import Origin


def an_episode(**values: object) -> EpisodeFacts:
    """A detention with a trigger offence recorded and nothing else yet."""
    plain = EpisodeFacts(
        origin=Origin.DETENTION,
        offences=1,
        offence_words="Possession of crack cocaine.",
        sample_is_open=True,
        sample_words="A sample may be asked for on arrest.",
    )
    return replace(plain, **values)  # type: ignore[arg-type]  # one change for every test


def states(facts: EpisodeFacts) -> dict[Part, TaskState]:
    return {one.part: one.state for one in tasks(facts)}


def why(facts: EpisodeFacts, part: Part) -> str:
    return next(one.why for one in tasks(facts) if one.part is part)


def test_all_six_parts_are_always_there_in_the_order_of_the_page() -> None:
    for origin in Origin:
        assert [one.part for one in tasks(EpisodeFacts(origin=origin))] == list(Part)


def test_a_detention_begins_with_the_offences() -> None:
    empty = an_episode(offences=0, sample_is_open=None)
    assert states(empty)[Part.ARREST] is TaskState.NOT_STARTED
    assert states(empty)[Part.TEST] is TaskState.CANNOT_START
    assert states(empty)[Part.DISPOSAL] is TaskState.CANNOT_START
    first = next_task(tasks(empty))
    assert first is not None
    assert first.part is Part.ARREST


def test_once_offences_are_recorded_the_test_and_the_disposal_open() -> None:
    found = states(an_episode())
    assert found[Part.ARREST] is TaskState.DONE
    assert found[Part.TEST] is TaskState.NOT_STARTED
    assert found[Part.ASSESSMENT] is TaskState.CANNOT_START
    assert found[Part.DISPOSAL] is TaskState.NOT_STARTED
    assert found[Part.NEEDS] is TaskState.NOT_STARTED
    assert found[Part.REFERRAL] is TaskState.CANNOT_START


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.DETENTION])
def test_no_other_origin_has_a_test_or_a_required_assessment(origin: Origin) -> None:
    found = states(EpisodeFacts(origin=origin, offences=1))
    assert found[Part.TEST] is TaskState.NOT_APPLICABLE
    assert found[Part.ASSESSMENT] is TaskState.NOT_APPLICABLE
    assert found[Part.NEEDS] is TaskState.NOT_STARTED


@pytest.mark.parametrize("origin", [Origin.VOLUNTARY_INTERVIEW, Origin.STREET])
def test_a_disposal_hangs_on_any_origin_that_has_an_offence(origin: Origin) -> None:
    assert states(EpisodeFacts(origin=origin, offences=1))[Part.DISPOSAL] is TaskState.NOT_STARTED
    assert "which disposals are open" in why(EpisodeFacts(origin=origin), Part.ARREST)


@pytest.mark.parametrize("origin", [Origin.ARC_IOM, Origin.SELF, Origin.LIAISON_AND_DIVERSION])
def test_where_no_offence_is_dealt_with_there_is_nothing_to_dispose_of(origin: Origin) -> None:
    found = states(EpisodeFacts(origin=origin))
    assert found[Part.ARREST] is TaskState.NOT_APPLICABLE
    assert found[Part.DISPOSAL] is TaskState.NOT_APPLICABLE
    assert found[Part.NEEDS] is TaskState.NOT_STARTED


def test_a_closed_route_makes_the_test_not_applicable_with_its_reason() -> None:
    closed = an_episode(sample_is_open=False, sample_words="No offence opens either route.")
    assert states(closed)[Part.TEST] is TaskState.NOT_APPLICABLE
    assert why(closed, Part.TEST) == "No offence opens either route."


def test_where_an_inspector_is_needed_the_test_can_still_be_gone_on_with() -> None:
    waiting = an_episode(sample_is_open=False, sample_needs_authority=True, sample_words="An inspector is needed.")
    assert states(waiting)[Part.TEST] is TaskState.NOT_STARTED


def test_a_test_begun_is_the_one_to_go_on_with() -> None:
    begun = an_episode(test=TestStage.IN_PROGRESS, test_words="Warned at 03:02.")
    following = next_task(tasks(begun))
    assert following is not None
    assert (following.part, following.state) == (Part.TEST, TaskState.IN_PROGRESS)


def test_a_refused_sample_is_done_and_never_opens_a_required_assessment() -> None:
    refused = an_episode(test=TestStage.NO_RESULT, test_words="Refused.")
    assert states(refused)[Part.TEST] is TaskState.DONE
    assert states(refused)[Part.ASSESSMENT] is TaskState.NOT_APPLICABLE


def test_a_required_assessment_goes_from_open_to_notice_handed_over() -> None:
    result = an_episode(test=TestStage.RESULT)
    assert states(result)[Part.ASSESSMENT] is TaskState.NOT_APPLICABLE
    stages = {
        AssessmentStage.OPEN: TaskState.NOT_STARTED,
        AssessmentStage.IMPOSED: TaskState.IN_PROGRESS,
        AssessmentStage.SERVED: TaskState.DONE,
        AssessmentStage.NOT_REQUIRED: TaskState.DONE,
    }
    for stage, state in stages.items():
        assert states(replace(result, assessment=stage))[Part.ASSESSMENT] is state


def test_after_release_nothing_that_needs_the_station_can_start() -> None:
    left = an_episode(was_released=True)
    assert states(left)[Part.TEST] is TaskState.NOT_APPLICABLE
    assert states(left)[Part.ASSESSMENT] is TaskState.NOT_APPLICABLE
    assert "before the person leaves" in why(left, Part.ASSESSMENT)
    assert states(left)[Part.DISPOSAL] is TaskState.NOT_STARTED


def test_under_18_every_adult_part_is_not_applicable() -> None:
    child = an_episode(is_adult=False)
    found = states(child)
    for part in (Part.TEST, Part.ASSESSMENT, Part.DISPOSAL, Part.NEEDS, Part.REFERRAL):
        assert found[part] is TaskState.NOT_APPLICABLE
    assert "young people’s service" in why(child, Part.REFERRAL)


def test_a_disposal_goes_from_begun_to_done() -> None:
    assert states(an_episode(disposal_started=True))[Part.DISPOSAL] is TaskState.IN_PROGRESS
    assert states(an_episode(disposal_started=True, disposal_done=True))[Part.DISPOSAL] is TaskState.DONE


def test_needs_without_consents_are_in_progress_and_the_referral_waits() -> None:
    half = an_episode(has_needs=True)
    assert states(half)[Part.NEEDS] is TaskState.IN_PROGRESS
    assert "the two consents" in why(half, Part.NEEDS)
    assert "the needs" in why(an_episode(consents_answered=True), Part.NEEDS)
    assert states(half)[Part.REFERRAL] is TaskState.CANNOT_START


def test_a_referral_opens_once_needs_and_consents_are_recorded() -> None:
    ready = an_episode(has_needs=True, consents_answered=True)
    assert states(ready)[Part.REFERRAL] is TaskState.NOT_STARTED
    assert states(replace(ready, referral_drafted=True))[Part.REFERRAL] is TaskState.IN_PROGRESS
    assert states(replace(ready, referral_sent=True))[Part.REFERRAL] is TaskState.DONE


def test_a_refused_consent_closes_the_referral_unless_a_required_assessment_stands() -> None:
    refused = an_episode(has_needs=True, consents_answered=True, consent_refused=True)
    assert states(refused)[Part.REFERRAL] is TaskState.NOT_APPLICABLE
    stands = replace(refused, test=TestStage.RESULT, assessment=AssessmentStage.SERVED)
    assert states(stands)[Part.REFERRAL] is TaskState.NOT_STARTED


def test_a_death_ends_every_open_part_and_keeps_what_was_done() -> None:
    died = an_episode(has_died=True, test=TestStage.IN_PROGRESS)
    found = states(died)
    assert found.pop(Part.ARREST) is TaskState.DONE
    assert set(found.values()) == {TaskState.NOT_APPLICABLE}
    assert next_task(tasks(died)) is None
    assert done_count(tasks(died)) == 1


def test_every_part_that_is_not_simply_done_says_why() -> None:
    for origin in Origin:
        for offences in (0, 1):
            for one in tasks(EpisodeFacts(origin=origin, offences=offences)):
                assert one.why or one.state is TaskState.DONE or offences
