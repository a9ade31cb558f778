"""An officer asks an inspector for an authority, and a request ends: answered, withdrawn or overtaken."""

from pathways import audit, clock
from pathways.arrest_tests.models import AuthorityRequest
from pathways.arrest_tests.queries import (
    authority_facts,
    case_facts,
    offences_to_authorise,
    open_requests,
    requests_waiting,
)
from pathways.arrest_tests.rules import Tag, may_a_sample_be_requested
from pathways.arrest_tests.rules.authorising import AuthorityAsked, asking_faults
from pathways.arrest_tests.rules.moments import time_in_words
from pathways.arrest_tests.rules.words import RequestEnd
from pathways.auth import Viewer
from pathways.auth.queries import names_of
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight, Refused
from pathways.store import db


def ask_for_authority(
    *, by: Viewer, view: EpisodeView, offence_id: int, grounds: str, seen_version: int | None = None
) -> AuthorityRequest:
    """Put one offence on the list of every inspector who may answer. Raises Refused, Stale."""
    hold_the_living(by, view.person, seen_version)
    offence = next((line for line in offences_to_authorise(view.episode.id) if line.id == offence_id), None)
    if offence is None:
        raise Refused("Select an offence of this arrest that is not a trigger offence", field="offence_id")
    answer = may_a_sample_be_requested(case_facts(view, clock.now()))
    refuse_if(
        asking_faults(
            AuthorityAsked(
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
    db.session.add(request)
    db.session.flush()
    audit.change(
        by, view.person.id, "test.authority.asked", ("authority_request", request.id), offence=request.offence_id
    )
    return request


def withdraw_request(*, by: Viewer, view: EpisodeView, request_id: int) -> AuthorityRequest:
    """Whoever asked does not want it any more. Raises OutOfSight, Refused."""
    hold_the_living(by, view.person, None)
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


def answer_requests(by: Viewer, view: EpisodeView, *, key: str, ended_as: RequestEnd, answered_by_id: int) -> None:
    """End what was asked about an offence, as an inspector decided; the decision itself is in the log already."""
    for row, named in open_requests(view.episode.id):
        if named == key:
            row.ended_at, row.ended_as, row.ended_by_id = clock.now(), ended_as, answered_by_id
    db.session.flush()


def overtake_requests(by: Viewer, view: EpisodeView) -> None:
    """End the requests whose offence is gone, closed, another one, or a trigger now."""
    waiting = {line.key for line in offences_to_authorise(view.episode.id)}
    for row, key in open_requests(view.episode.id):
        if key not in waiting:
            _end(by, view, row, RequestEnd.OVERTAKEN)


def _standing(by: Viewer, view: EpisodeView, key: str) -> str:
    for waiting in requests_waiting(by, view.episode.id):
        if waiting.offence.key == key:
            name = names_of([waiting.request.asked_by_id])[waiting.request.asked_by_id]
            return f"{name} asked for it at {time_in_words(waiting.request.asked_at)}"
    return ""


def _end(by: Viewer, view: EpisodeView, request: AuthorityRequest, ended_as: RequestEnd) -> None:
    request.ended_at, request.ended_as, request.ended_by_id = clock.now(), ended_as, by.user_id
    db.session.flush()
    action = f"test.authority.{ended_as.value}"
    audit.change(by, view.person.id, action, ("authority_request", request.id), offence=request.offence_id)
