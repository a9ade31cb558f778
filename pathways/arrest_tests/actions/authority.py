"""An inspector authorises a test for one offence, and confirms in writing what was given orally."""

from datetime import datetime

from pathways import audit, clock
from pathways.arrest_tests.actions.holding import hold_the_living, refuse_if
from pathways.arrest_tests.models import Authority
from pathways.arrest_tests.queries import authorities_of, offences_of, tests_of
from pathways.arrest_tests.rules.findings import stops
from pathways.arrest_tests.rules.offences import MINIMUM_GROUNDS
from pathways.arrest_tests.rules.words import AuthorityMode
from pathways.auth import Rank, Viewer
from pathways.auth.models import User
from pathways.auth.queries import rank_on
from pathways.people.queries import EpisodeView
from pathways.refusals import OutOfSight, Reason, Refused
from pathways.store import db


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
    """Record an authority with the rank its giver held that day. Raises Refused (V-011 to V-013), Stale.

    A written authority is its giver's own act; an oral one may be recorded by the officer who received it.
    """
    hold_the_living(by, view, seen_version)
    offence = next((line for line in offences_of(view.episode.id) if line.id == offence_id), None)
    if offence is None:
        raise Refused("Select one of the offences of this arrest", field="offence_id")
    giver = db.session.get(User, given_by_id)
    if giver is None or giver.organisation_id != by.organisation_id:
        raise Refused("Select an officer of your own force", field="given_by_id")
    rank = rank_on(giver.id, clock.london_date(given_at))
    reasons = []
    if rank is None or not rank.at_least(Rank.INSPECTOR):
        named = rank.label if rank else "An officer without a recorded rank"
        reasons.append(stops("V-011", rank=named).as_reason("given_by_id"))
    if mode is AuthorityMode.WRITTEN and giver.id != by.user_id:
        words = "A written authority is given by the officer who is signed in. Record it as given orally, and "
        reasons.append(Reason(words + "ask that officer to confirm it here", "mode"))
    if len(grounds.strip()) < MINIMUM_GROUNDS:
        reasons.append(stops("V-012").as_reason("grounds"))
    refuse_if((*reasons, *_reasons_of_time(view, given_at, told_at, offence.arrested_at)))
    authority = Authority(
        episode_id=view.episode.id,
        offence_id=offence.id,
        given_by_id=giver.id,
        rank=rank,
        grounds=grounds.strip(),
        mode=mode,
        given_at=given_at,
        told_at=told_at,
        confirmed_in_writing_at=given_at if mode is AuthorityMode.WRITTEN else None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(authority)
    db.session.flush()
    audit.change(
        by,
        view.person.id,
        "test.authorised",
        ("authority", authority.id),
        offence=offence.id,
        given_by=giver.id,
        rank=rank,
        mode=mode,
    )
    return authority


def confirm_authority(
    *, by: Viewer, view: EpisodeView, authority_id: int, seen_version: int | None = None
) -> Authority:
    """The officer who gave it orally confirms it in writing (s.63C(2)). Raises OutOfSight, Refused, Stale."""
    hold_the_living(by, view, seen_version)
    authority = next((one for one in authorities_of(view.episode.id) if one.id == authority_id), None)
    if authority is None:
        raise OutOfSight
    if authority.given_by_id != by.user_id:
        raise Refused("Only the officer who gave this authority can confirm it")
    if authority.confirmed_in_writing_at is None:
        authority.confirmed_in_writing_at = clock.now()
        db.session.flush()
        audit.change(by, view.person.id, "test.authority.confirmed", ("authority", authority.id))
    return authority


def _reasons_of_time(
    view: EpisodeView, given_at: datetime, told_at: datetime | None, arrested_at: datetime | None
) -> tuple[Reason, ...]:
    found = []
    if given_at > clock.now():
        found.append(Reason("The authority cannot be given in the future", "given_at"))
    if arrested_at and given_at < arrested_at:
        found.append(Reason("The authority cannot be given before the arrest. Change the time", "given_at"))
    if told_at and told_at < given_at:
        found.append(Reason("The person cannot be told before the authority was given", "told_at"))
    if told_at and told_at > clock.now():
        found.append(Reason("The person cannot have been told in the future", "told_at"))
    sampled = [one.requested_at for one in tests_of(view.episode.id) if one.taken_at and one.requested_at]
    if sampled and given_at > max(sampled):
        found.append(stops("V-013").as_reason("given_at"))
    return tuple(found)
