"""Ask for an authority, give or refuse it, and confirm or deny an oral one in writing."""

from dataclasses import dataclass
from datetime import datetime

from pathways import clock, dates
from pathways.arrest_tests.authority import rules
from pathways.arrest_tests.authority.queries import (
    authority_facts,
    every_authority,
    last_answer,
    offences_to_authorise,
    open_requests,
    refused_keys,
    requests_waiting,
    standing_decision,
)
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.lawful_basis.actions import note_on_charge
from pathways.arrest_tests.lawful_basis.queries import case_facts
from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.lawful_basis.rules.facts import Tag
from pathways.arrest_tests.models.offences import Authority, AuthorityRefusal, AuthorityRequest
from pathways.arrest_tests.offences.queries import OffenceLine, offences_of
from pathways.arrest_tests.rules import AuthorityDecision, AuthorityMode, RequestEnd
from pathways.arrest_tests.testing.actions import hold_record, record_test
from pathways.arrest_tests.testing.queries import hold_of, tests_of
from pathways.arrest_tests.testing.rules.record import RecordedTest
from pathways.arrest_tests.testing.rules.results import SampleOutcome, authority_refused
from pathways.audit import record as audit
from pathways.auth.models import User
from pathways.auth.queries import names_of, rank_on
from pathways.auth.roles import Rank, Viewer
from pathways.dates import time_in_words
from pathways.law.rules.findings import holding, once_it_has_happened
from pathways.people.actions import lock_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import OutOfSight, Refused, Stale, or_out_of_sight, refuse_if
from pathways.store.base import db, save

# After an oral authority: its giver confirms it in writing, or says that it is not what they said.


def confirm_authority(
    *, by: Viewer, view: EpisodeView, authority_id: int, seen_version: int | None = None
) -> Authority:
    """The officer who gave it orally confirms it in writing (s.63C(2)). Raises OutOfSight, Refused, Stale."""
    authority = _locked(by, view, authority_id, seen_version)
    is_theirs, was_disowned = authority.given_by_id == by.user_id, authority.disowned_at is not None
    refuse_if(rules.confirming_faults(is_theirs=is_theirs, was_disowned=was_disowned))
    if authority.confirmed_in_writing_at is None:
        authority.confirmed_in_writing_at = clock.now()
        db.session.flush()
        audit.change(by, view.person.id, "test.authority.confirmed", ("authority", authority.id))
    return authority


def disown_authority(
    *, by: Viewer, view: EpisodeView, authority_id: int, words: str, seen_version: int | None = None
) -> Authority:
    """The officer whose oral authority was recorded says that it is not what they said, and what they did say.

    It is then no authority. A sample that rests on it alone is held for an inspector (V-010). If no sample was taken,
    an officer must ask again. Raises OutOfSight, Refused, Stale.
    """
    authority = _locked(by, view, authority_id, seen_version)
    is_theirs, is_confirmed = authority.given_by_id == by.user_id, authority.confirmed_in_writing_at is not None
    refuse_if(rules.disowning_faults(is_theirs=is_theirs, is_confirmed=is_confirmed, words=words))
    if authority.disowned_at is None:
        authority.disowned_at, authority.disowned_words = clock.now(), words.strip()
        db.session.flush()
        audit.change(by, view.person.id, "test.authority.disowned", ("authority", authority.id))
        hold_what_rests_on(by, view, "V-010", f"{by.name} says that the oral authority is not what they said")
    return authority


def hold_what_rests_on(by: Viewer, view: EpisodeView, rule: str, what_happened: str) -> None:
    """Hold each sample that breaks `rule` as the authorities are now.

    V-013: the authority was given after the sample was asked for. V-010: there is none.
    """
    for test in tests_of(view.episode.id):
        hold = hold_of(test.id)
        if test.requested_at is None or test.taken_at is None or (hold and hold.state is HoldState.VOIDED):
            continue
        case = case_facts(
            view,
            test.requested_at,
            warned_at=test.warned_at,
            told_at=test.warned_at,
            adult_present=True,
            without_test=test.id,
        )
        route = next(route for route in may_a_sample_be_requested(case).routes if route.route is test.route)
        findings = holding(once_it_has_happened(finding for finding in route.blocking if finding.rule == rule))
        if findings:
            hold_record(by=by, view=view, test=test, findings=findings, what_happened=what_happened)


def _locked(by: Viewer, view: EpisodeView, authority_id: int, seen_version: int | None) -> Authority:
    lock_the_living(by, view.person, seen_version)
    return or_out_of_sight(next((each for each in every_authority(view.episode.id) if each.id == authority_id), None))


# An officer asks an inspector for an authority, and a request ends: answered, withdrawn or overtaken.


def ask_for_authority(
    *, by: Viewer, view: EpisodeView, offence_id: int, grounds: str, seen_version: int | None = None
) -> AuthorityRequest:
    """Put one offence on the list of every inspector who may authorise a test for it. Raises Refused, Stale."""
    lock_the_living(by, view.person, seen_version)
    offence = next((line for line in offences_to_authorise(view.episode.id) if line.id == offence_id), None)
    if offence is None:
        raise Refused("Select an offence of this arrest that is not a trigger offence", field="offence_id")
    answer = may_a_sample_be_requested(case_facts(view, clock.now()))
    refuse_if(
        rules.asking_faults(
            rules.AuthorityAsked(
                words=grounds,
                is_detained=view.detention is not None and view.detention.released_at is None,
                is_closed=all(route.tag is Tag.CLOSED for route in answer.routes),
                has_authority=offence.key in {each.offence_key for each in authority_facts(view.episode.id)},
                standing_request=_standing(by, view, offence.key),
            )
        )
    )
    for row, key in open_requests(view.episode.id):
        if key == offence.key:  # a test was recorded since, so it waits for nobody
            _end(by, view, row, RequestEnd.OVERTAKEN)
    request = AuthorityRequest(
        episode_id=view.episode.id,
        offence_id=offence.id,
        grounds=grounds.strip(),
        asked_at=clock.now(),
        asked_by_id=by.user_id,
    )
    save(request)
    audit.change(
        by, view.person.id, "test.authority.asked", ("authority_request", request.id), offence=request.offence_id
    )
    return request


def withdraw_request(*, by: Viewer, view: EpisodeView, request_id: int) -> AuthorityRequest:
    """The officer who asked takes the request back. Raises OutOfSight, Refused."""
    lock_the_living(by, view.person, None)
    request = db.session.get(AuthorityRequest, request_id)
    if request is None or request.episode_id != view.episode.id:
        raise OutOfSight
    db.session.refresh(request)
    if request.asked_by_id != by.user_id:
        raise Refused("Only the officer who asked can withdraw this request")
    if request.ended_as is not None and request.ended_as is not RequestEnd.WITHDRAWN:
        raise Refused(f"This request has ended already: {request.ended_as.label.lower()}")
    if request.ended_at is None:
        _end(by, view, request, RequestEnd.WITHDRAWN)
    return request


def answer_requests(view: EpisodeView, *, key: str, ended_as: RequestEnd, answered_by_id: int) -> None:
    """End the requests about an offence that an inspector decided. The decision itself is already in the log."""
    for row, named in open_requests(view.episode.id):
        if named == key:
            row.ended_at, row.ended_as, row.ended_by_id = clock.now(), ended_as, answered_by_id
    db.session.flush()


def overtake_requests(by: Viewer, view: EpisodeView) -> None:
    """End the requests whose offence was removed, closed or changed, or is a trigger offence now."""
    waiting = {line.key for line in offences_to_authorise(view.episode.id)}
    for row, key in open_requests(view.episode.id):
        if key not in waiting:
            _end(by, view, row, RequestEnd.OVERTAKEN)


def _standing(by: Viewer, view: EpisodeView, key: str) -> str:
    for waiting in requests_waiting(by, [view.episode.id]):
        if waiting.offence.key == key:
            name = names_of([waiting.request.asked_by_id])[waiting.request.asked_by_id]
            return f"{name} asked for it at {time_in_words(waiting.request.asked_at)}"
    return ""


def _end(by: Viewer, view: EpisodeView, request: AuthorityRequest, ended_as: RequestEnd) -> None:
    request.ended_at, request.ended_as, request.ended_by_id = clock.now(), ended_as, by.user_id
    db.session.flush()
    action = f"test.authority.{ended_as.value}"
    audit.change(by, view.person.id, action, ("authority_request", request.id), offence=request.offence_id)


# An inspector authorises a test for one offence, or refuses.


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """Who decides about which offence, how and when; `words` are the grounds, or why it is refused."""

    offence_id: int
    given_by_id: int
    mode: AuthorityMode
    words: str
    at: datetime
    told_at: datetime | None = None


def give_authority(
    *,
    by: Viewer,
    view: EpisodeView,
    offence_id: int,
    given_by_id: int,
    mode: AuthorityMode,
    grounds: str,
    given_at: datetime,
    told_at: datetime | None = None,
    seen_version: int | None = None,
) -> Authority:
    """Record an authority with the rank its giver held that day. Raises Refused (V-011, V-012), Stale.

    A sample that was asked for before the authority, and rests on nothing else, is held for an inspector (V-013). Only
    its giver can record a written authority; the officer who received an oral one may record that.
    """
    _hold_undecided(by, view, offence_id, seen_version)
    now = clock.now()
    deciding = Deciding(
        offence_id=offence_id, given_by_id=given_by_id, mode=mode, words=grounds, at=given_at, told_at=told_at
    )
    offence, rank = _decided(by, view, AuthorityDecision.GIVEN, deciding)
    authority = Authority(
        episode_id=view.episode.id,
        offence_id=offence.id,
        given_by_id=given_by_id,
        rank=rank,
        grounds=grounds.strip(),
        mode=mode,
        given_at=given_at,
        told_at=told_at,
        confirmed_in_writing_at=now if mode is AuthorityMode.WRITTEN else None,
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    save(authority)
    facts = {"offence": offence.id, "given_by": given_by_id, "rank": rank, "mode": mode}
    audit.change(by, view.person.id, "test.authorised", ("authority", authority.id), **facts)
    answer_requests(view, key=offence.key, ended_as=RequestEnd.GIVEN, answered_by_id=given_by_id)
    hold_what_rests_on(by, view, "V-013", _came_after(authority))
    note_on_charge(by, view)
    return authority


def refuse_authority(
    *,
    by: Viewer,
    view: EpisodeView,
    offence_id: int,
    refused_by_id: int,
    mode: AuthorityMode,
    reason: str,
    refused_at: datetime,
    seen_version: int | None = None,
) -> AuthorityRefusal:
    """Record that an inspector refused, and why. Raises Refused (V-011), Stale.

    Where nothing else opens a test and no other offence waits for an authority, it also records that no sample is asked
    for. An officer may ask again once something has changed.
    """
    _hold_undecided(by, view, offence_id, seen_version)
    deciding = Deciding(offence_id=offence_id, given_by_id=refused_by_id, mode=mode, words=reason, at=refused_at)
    offence, rank = _decided(by, view, AuthorityDecision.REFUSED, deciding)
    refusal = AuthorityRefusal(
        episode_id=view.episode.id,
        offence_id=offence.id,
        refused_by_id=refused_by_id,
        rank=rank,
        reason=reason.strip(),
        mode=mode,
        refused_at=refused_at,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(refusal)
    facts = {"offence": offence.id, "refused_by": refused_by_id, "rank": rank, "mode": mode}
    audit.change(by, view.person.id, "test.authority.refused", ("authority_refusal", refusal.id), **facts)
    answer_requests(view, key=offence.key, ended_as=RequestEnd.REFUSED, answered_by_id=refused_by_id)
    if view.detention is not None and _nothing_is_left(view):
        record = RecordedTest(outcome=SampleOutcome.NOT_ASKED, not_tested_reason=authority_refused())
        record_test(by=by, view=view, record=record)
    return refusal


def _hold_undecided(by: Viewer, view: EpisodeView, offence_id: int, seen_version: int | None) -> None:
    """Lock the person. Raises Refused, and Stale, which names the inspector who answered while the page was open."""
    try:
        lock_the_living(by, view.person, seen_version)
    except Stale:
        keys = {line.id: line.key for line in offences_of(view.episode.id)}
        key = keys.get(offence_id, "")
        still_waits = key in (named for _, named in open_requests(view.episode.id))
        answered = None if still_waits else last_answer(view.episode.id, key)
        if answered is None or answered.ended_at is None or answered.ended_by_id in (None, by.user_id):
            raise
        did = "gave" if answered.ended_as is RequestEnd.GIVEN else "refused"
        words = _in_words(answered.ended_by_id, did, answered.ended_at)
        raise Stale(f"{words}. Read that decision on this page. Yours is not recorded") from None


def _decided(
    by: Viewer, view: EpisodeView, decision: AuthorityDecision, deciding: Deciding
) -> tuple[OffenceLine, Rank | None]:
    """The offence and the rank of the officer who decides. Raises Refused with every reason against it."""
    offence = next((line for line in offences_of(view.episode.id) if line.id == deciding.offence_id), None)
    if offence is None:
        raise Refused("Select one of the offences of this arrest", field="offence_id")
    giver = db.session.get(User, deciding.given_by_id)
    if giver is None or giver.organisation_id != by.organisation_id:
        raise Refused("Select an officer of your own force", field="given_by_id")
    rank = rank_on(giver.id, dates.london_date(deciding.at))
    asked = next((row for row, key in open_requests(view.episode.id) if key == offence.key), None)
    is_before = asked is not None and deciding.at < asked.asked_at  # only then the message names the officer who asked
    given_before, refused_before = _decided_before(view, offence.key, giver.id, is_asked_again=asked is not None)
    sampled = [test.requested_at for test in tests_of(view.episode.id) if test.taken_at and test.requested_at]
    refuse_if(
        rules.authorising_faults(
            rules.AuthorityEntry(
                decision=decision,
                rank=rank,
                mode=deciding.mode,
                is_by_whoever_decides=giver.id == by.user_id,
                words=deciding.words,
                at=deciding.at,
                now=clock.now(),
                told_at=deciding.told_at,
                arrested_at=offence.arrested_at,
                detained_at=view.detention.arrived_at if view.detention else None,
                asked_at=asked.asked_at if asked else None,
                asked_by=names_of([asked.asked_by_id])[asked.asked_by_id] if asked and is_before else "",
                sampled_at=max(sampled, default=None),
                given_before=given_before,
                refused_before=refused_before,
            )
        )
    )
    return offence, rank


def _decided_before(view: EpisodeView, key: str, giver_id: int, *, is_asked_again: bool) -> tuple[str, str]:
    """Who gave the authority for an offence, and which other inspector refused it; each "" if nobody did.

    A refusal no longer counts once an officer asks again.
    """
    decision = standing_decision(view.episode.id, key)
    if isinstance(decision, Authority):
        return _in_words(decision.given_by_id, "gave", decision.given_at), ""
    if decision is None or decision.refused_by_id == giver_id or is_asked_again:
        return "", ""
    return "", _in_words(decision.refused_by_id, "refused", decision.refused_at)


def _in_words(officer_id: int, did: str, at: datetime) -> str:
    return f"{names_of([officer_id])[officer_id]} {did} this authority at {time_in_words(at)}"


def _came_after(authority: Authority) -> str:
    """Why a sample is held whose authority came later: it was given later, or typed later with an earlier time."""
    at, recorded = time_in_words(authority.given_at), time_in_words(authority.recorded_at)
    if rules.stands_from(authority.mode, authority.given_at, recorded_at=authority.recorded_at) == authority.given_at:
        return f"Authority given at {at}, after the sample was asked for"
    return f"Authority written here at {recorded}, after the sample was asked for, with the time {at}"


def _authorised(view: EpisodeView) -> set[str]:
    return {authority.offence_key for authority in authority_facts(view.episode.id)}


def _nothing_is_left(view: EpisodeView) -> bool:
    waiting = {line.key for line in offences_to_authorise(view.episode.id)} - _authorised(view)
    answer = may_a_sample_be_requested(case_facts(view, clock.now()))
    # A route with a trigger or authorised offence may still open, once for example the adult is there.
    may_open = any(route.relied_on and route.tag is not Tag.CLOSED for route in answer.routes)
    return rules.closes_the_test(waiting=waiting, refused=refused_keys(view.episode.id), may_open=may_open)
