"""Opening and closing an episode, recording and correcting its detention, the release; and what is done under 18."""

from dataclasses import replace
from datetime import datetime

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.queries import suite
from pathways.auth.roles import Viewer
from pathways.people.actions import (
    follow,
    keep_move,
    key_after_correcting,
    lock,
    lock_the_living,
    new_record,
    refuse_a_number_in_use,
)
from pathways.people.custody import rules
from pathways.people.custody.queries import (
    continuous_detention_of,
    detained_now,
    detention_facts,
    detention_of,
    is_number_of,
    more_is_recorded_with,
    view_of,
)
from pathways.people.identity.queries import details_of
from pathways.people.identity.rules import adult_form_bars, reasons_against_correcting
from pathways.people.leaving_custody.actions import leave_open
from pathways.people.leaving_custody.queries import transfers_of
from pathways.people.leaving_custody.rules import NOTHING_LEFT, NotDone
from pathways.people.models.custody import Detention, Episode, YouthHandover
from pathways.people.models.identity import Person
from pathways.people.rules import ReleaseType
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save, supersede
from pathways.vocabulary import Origin


def open_episode(*, by: Viewer, person: Person, facts: rules.EpisodeFacts, seen_version: int | None = None) -> Episode:
    """Open an episode for somebody. Raises Refused, Stale.

    Somebody still detained by the same force is not detained a second time: Refused says to continue that detention.
    """
    lock_the_living(by, person, seen_version)
    if (facts.origin is Origin.DETENTION) != (facts.detention is not None):
        raise Refused("Only a detention has a custody record", field="origin")
    if by.is_liaison and facts.origin not in rules.BY_LIAISON:
        raise Refused("A detention is opened by the custody officer. Choose how they came to you", field="origin")
    came_on = dates.london_date(facts.detention.arrived_at) if facts.detention else facts.came_on
    if came_on is None:
        raise Refused("Enter the day they came", field="came_on")
    born_on = details_of(person.id).date_of_birth
    refuse_if(rules.episode_date_reasons(came_on, today=clock.today(), born_on=born_on))
    if facts.detention:
        refuse_if(rules.detention_reasons(facts.detention, now=clock.now()))
        _refuse_a_second_detention(by, person)
        refuse_a_number_in_use(by, facts.detention)
    episode = Episode(
        person_id=person.id,
        origin=facts.origin,
        organisation_id=by.organisation_id,
        suite_id=facts.detention.suite_id if facts.detention else by.suite_id,
        came_on=came_on,
        opened_at=clock.now(),
        opened_by_id=by.user_id,
    )
    save(episode)
    subject, quietly = ("episode", episode.id), by.is_treatment
    audit.noted(by, person.id, "episode.recorded", subject, quietly=quietly, origin=facts.origin)
    if facts.detention:
        _begin_detention(by, person, episode, facts.detention)
    return episode


def record_past_detention(*, by: Viewer, person: Person, facts: rules.DetentionFacts, **origin: object) -> Episode:
    """Record a detention that ended before, from another system. Nothing follows from it: it is closed as it is made.

    The episode was opened when they arrived, so that it stands in its place among the others; the log says when it was
    recorded, and by `origin` where it comes from. Raises Refused.
    """
    lock(by, person, None)
    if facts.released_at is None:
        raise Refused("Somebody who is still in custody is brought in at the desk", field="released_at")
    came_on = dates.london_date(facts.arrived_at)
    born_on = details_of(person.id).date_of_birth
    refuse_if(
        (
            *rules.episode_date_reasons(came_on, today=clock.today(), born_on=born_on),
            *rules.detention_reasons(facts, now=clock.now()),
        )
    )
    if is_number_of(by, person.id, facts.custody_record_no):
        raise Refused("This custody record of theirs is recorded already", field="custody_record_no")
    episode = Episode(
        person_id=person.id,
        origin=Origin.DETENTION,
        organisation_id=by.organisation_id,
        suite_id=facts.suite_id,
        came_on=came_on,
        opened_at=facts.arrived_at,
        opened_by_id=by.user_id,
        closed_at=facts.released_at,
    )
    save(episode)
    audit.change(by, person.id, "episode.recorded", ("episode", episode.id), origin=Origin.DETENTION, **origin)
    _begin_detention(by, person, episode, facts)
    return episode


def record_past_visit(*, by: Viewer, person: Person, origin: Origin, came_at: datetime, **imported: object) -> Episode:
    """Record that somebody came to police before who was not detained, from another system: closed as it is made.

    Raises Refused.
    """
    lock(by, person, None)
    born_on = details_of(person.id).date_of_birth
    came_on = dates.london_date(came_at)
    refuse_if(rules.episode_date_reasons(came_on, today=clock.today(), born_on=born_on))
    if origin is Origin.DETENTION:
        raise Refused("A detention has a custody record, and a row of its own", field="origin")
    episode = Episode(
        person_id=person.id,
        origin=origin,
        organisation_id=by.organisation_id,
        suite_id=None,
        came_on=came_on,
        opened_at=came_at,
        opened_by_id=by.user_id,
        closed_at=came_at,
    )
    save(episode)
    audit.change(by, person.id, "episode.recorded", ("episode", episode.id), origin=origin, **imported)
    return episode


def take_back_visit(*, by: Viewer, episode: Episode, **imported: object) -> None:
    """Take back that somebody came, where nothing else was recorded with it. Raises Refused.

    The caller has locked the person (`audit.lock`).
    """
    if detention_of(episode.id) is not None or more_is_recorded_with([episode.id]):
        raise Refused("Something was recorded with this visit since. It stays")
    audit.taken_back(by, episode.person_id, "episode.taken_back", ("episode", episode.id), imported)
    db.session.delete(episode)
    db.session.flush()


def take_back_detention(*, by: Viewer, episode: Episode, **origin: object) -> None:
    """Take a detention of before back, where nothing else was recorded with it. Raises Refused.

    The caller has locked the person (`audit.lock`). The log keeps that it was recorded, and that it was taken back.
    """
    first = detention_of(episode.id)
    if first is None or more_is_recorded_with([episode.id]):
        raise Refused("Something was recorded with this detention since. It stays")
    audit.taken_back(by, episode.person_id, "episode.taken_back", ("episode", episode.id), origin)
    for row in (first, episode):
        db.session.delete(row)
        db.session.flush()


def correct_detention(
    *,
    by: Viewer,
    episode: Episode,
    facts: rules.DetentionFacts,
    reason: str = "",
    suite_change: rules.SuiteChange | None = None,
    moved: rules.MovedWhen | None = None,
    seen_version: int | None = None,
) -> Detention:
    """Change the record of a detention: fill a blank, or put right what was wrong.

    Where the suite is another, it was either wrong from the start or is a move that nobody recorded, which is then
    recorded as a transfer. The row before stays, with the reason. Raises Refused, Stale.
    """
    view = view_of(episode)
    lock(by, view.person, seen_version)
    before = detention_of(episode.id)
    if before is None:
        raise Refused("This episode has no custody record")
    if before.released_at is None and facts.released_at is not None:
        raise Refused("Record the release on its own page: it asks what is left undone", field="released_at")
    corrected = rules.corrected_facts(detention_facts(before), facts)
    refuse_if(
        (
            *rules.detention_reasons(facts, now=clock.now()),
            *reasons_against_correcting(detention_facts(before), facts, corrected, reason),
        )
    )
    move = _move_in(before, facts, suite_change, moved)
    if move and facts.cell == before.cell:
        facts = replace(facts, cell=None)  # the cell of the suite they left
    if facts.custody_record_no != before.custody_record_no:
        refuse_a_number_in_use(by, facts, beside=episode.id)
    after = new_record(episode, facts, key_after_correcting(view, before, facts), by)
    supersede(before, after, at=clock.now(), reason=reason.strip() or None)
    follow(episode, facts)
    if move:
        keep_move(by, view, before, move)
    rekeyed = {"rekeyed": True} if after.continuous_detention != before.continuous_detention else {}
    subject = ("detention", after.id)
    audit.change(by, view.person.id, "detention.updated", subject, episode=episode.id, fields=corrected, **rekeyed)
    return after


def release(
    *,
    by: Viewer,
    episode: Episode,
    released_at: datetime,
    release_type: ReleaseType,
    not_done: NotDone = NOTHING_LEFT,
    seen_version: int | None = None,
) -> Detention:
    """Release somebody from detention, which closes the episode. Raises Refused, Stale.

    `not_done` says why each part that is still open is left so.
    """
    view = view_of(episode)
    lock_the_living(by, view.person, seen_version)
    before = detention_of(episode.id)
    if before is None:
        raise Refused("Only somebody in detention can be released")
    if before.released_at is not None:
        raise Refused("The release is already recorded. If it is wrong, correct the custody record")
    facts = replace(detention_facts(before), released_at=released_at, release_type=release_type)
    refuse_if(rules.detention_reasons(facts, now=clock.now()))
    leave_open(by, view, not_done)
    after = new_record(episode, facts, before.continuous_detention, by)
    supersede(before, after, at=clock.now(), reason=None)
    follow(episode, facts)
    audit.change(
        by, view.person.id, "detention.released", ("detention", after.id), episode=episode.id, how=release_type
    )
    return after


def close_episode(*, by: Viewer, episode: Episode, seen_version: int | None = None) -> None:
    """Close an episode that is no detention: nothing more is to be done in it. Raises Refused, Stale."""
    view = view_of(episode)
    lock(by, view.person, seen_version)
    if episode.origin is Origin.DETENTION:
        raise Refused("A detention closes with the release. Record the release")
    if by.is_liaison and episode.organisation_id != by.organisation_id:
        raise Refused("The police opened this episode, and they close it")
    if episode.closed_at is not None:
        raise Refused("This episode is already closed")
    episode.closed_at = clock.now()
    db.session.flush()
    audit.change(by, view.person.id, "episode.closed", ("episode", episode.id))


def _begin_detention(by: Viewer, person: Person, episode: Episode, facts: rules.DetentionFacts) -> None:
    """Record a detention. One that goes on from another keeps its key: one sample in a continuous detention."""
    key, stood_before = continuous_detention_of(person.id, facts)
    detention = save(new_record(episode, facts, key, by))
    subject = ("detention", detention.id)
    audit.change(by, person.id, "detention.recorded", subject, episode=episode.id, continued=stood_before)


def _move_in(
    before: Detention, facts: rules.DetentionFacts, why: rules.SuiteChange | None, moved: rules.MovedWhen | None
) -> rules.TransferFacts | None:
    """The move that a changed suite stands for; None where there was none. Raises Refused where it is not clear."""
    if facts.suite_id == before.suite_id:
        return None
    earlier = transfers_of(before.episode_id)
    move = None
    if moved is not None:
        move = rules.TransferFacts(
            to_suite_id=facts.suite_id,
            custody_record_no=facts.custody_record_no,
            left_at=moved.left_at,
            arrived_at=moved.arrived_at,
        )
    since = earlier[0].arrived_at if earlier else facts.arrived_at
    until = facts.released_at or clock.now()
    refuse_if(rules.suite_change_reasons(why, move, from_suite_id=before.suite_id, since=since, until=until))
    return move if why is rules.SuiteChange.MOVED else None


def _refuse_a_second_detention(by: Viewer, person: Person) -> None:
    """Raise Refused where the same force still detains them. Another force is not named, and its detention is not in
    the way: its key is taken over instead."""
    detained = detained_now([person.id]).get(person.id)
    if detained is None or detained[0].organisation_id != by.organisation_id:
        return
    place = suite(detained[1].suite_id)
    where = place.name if place else "another suite"
    raise Refused(
        f"Still detained at {where}, custody record {detained[1].custody_record_no}. "
        "Continue that detention; do not start a second",
        field="origin",
    )


# Recording what was done for somebody under 18.


def record_youth_handover(
    *, by: Viewer, episode: Episode, facts: rules.HandoverFacts, seen_version: int | None = None
) -> YouthHandover:
    """Record who was rung about a young person and what was agreed. Raises Refused, Stale.

    It may be recorded again as things go on. What was recorded stays when the person turns 18.
    """
    view = view_of(episode)
    lock_the_living(by, view.person, seen_version)
    if not adult_form_bars(view.details, clock.today()):
        raise Refused("This person is 18 or over: use the adult form. If the birth date is wrong, correct it first")
    refuse_if(rules.handover_reasons(facts, now=clock.now()))
    handover = YouthHandover(
        episode_id=episode.id,
        rung=[who.value for who in facts.rung],
        called_at=facts.called_at,
        answered_by=facts.answered_by.strip() or None,
        agrees=facts.agrees,
        adult_told=facts.adult_told,
        signs_of_use=facts.signs_of_use,
        agreed=facts.agreed.strip() or None,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(handover)
    audit.change(by, view.person.id, "youth.recorded", ("episode", episode.id), rung=handover.rung)
    return handover
