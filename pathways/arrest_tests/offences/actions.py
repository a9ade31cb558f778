"""Booking somebody in, and the offences of an episode: recorded, added, corrected, taken out."""

from collections.abc import Sequence

from pathways import clock
from pathways.arrest_tests.authority.actions import overtake_requests
from pathways.arrest_tests.lawful_basis.actions import note_on_charge
from pathways.arrest_tests.lawful_basis.rules.facts import OffenceFacts
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.offences.queries import detention_start, drug_of, key_of, last_number_of, offence_rows
from pathways.arrest_tests.offences.rules import EnteredOffence, corrections, entry_reasons, is_unchanged
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.law.queries import law_in_use
from pathways.law.rules.findings import SampleRoute
from pathways.people.actions import lock_the_living
from pathways.people.custody import queries as people
from pathways.people.custody.actions import open_episode
from pathways.people.custody.queries import EpisodeView
from pathways.people.custody.rules import EpisodeFacts
from pathways.people.models.identity import Person
from pathways.refusals import Reason, Stale, refuse_if
from pathways.safeguarding.actions import record_risks
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.store.base import db, set_aside, supersede

# The offences of an episode: recorded, added to, corrected, taken out.


SAY_WHY = "Say why an offence was wrong. What was recorded before is kept beside it"


def entered(row: Offence, place: int = 0) -> EnteredOffence:
    """A recorded offence as the form shows it."""
    return EnteredOffence(
        row=place,
        number=row.number,
        code=row.code,
        drug=row.drug,
        amount=row.amount,
        described_as=row.described_as,
        arrested_at=row.arrested_at,
        charged_at=row.charged_at,
        closed_at=row.closed_at,
        closed_as=row.closed_as,
    )


def record_offences(
    *,
    by: Viewer,
    view: EpisodeView,
    offences: Sequence[EnteredOffence],
    reason: str = "",
    risks: RiskAnswers | None = None,
    seen_version: int | None = None,
) -> tuple[Offence, ...]:
    """Make the offences of the episode exactly those given. Raises Refused, Stale.

    A recorded offence that differs is superseded, and one that is missing is taken out. Both need a reason if something
    recorded is changed; to add a charge or a drug that was blank needs none. Risks asked on the same page are recorded
    too.
    """
    lock_the_living(by, view.person, seen_version)
    live = {row.number: row for row in offence_rows(view.episode.id)}
    if any(entry.number is not None and entry.number not in live for entry in offences):
        raise Stale
    by_number = {entry.number: entry for entry in offences if entry.number is not None}
    removed = [row for number, row in live.items() if number not in by_number]
    changed = [number for number, entry in by_number.items() if not is_unchanged(entered(live[number]), entry)]
    corrected = [number for number in changed if corrections(entered(live[number]), by_number[number])]
    refuse_if(
        (
            *entry_reasons(
                offences,
                now=clock.now(),
                in_detention=view.detention is not None,
                is_for_an_offence=view.is_for_an_offence,
                law=law_in_use(),
            ),
            *((Reason(SAY_WHY, "correction_reason"),) if (removed or corrected) and not reason.strip() else ()),
        )
    )
    why = reason.strip() or None
    for row in removed:
        set_aside(row, at=clock.now(), reason=why)
    for number in changed:
        supersede(
            live[number],
            offence_row(by, view, by_number[number], number),
            at=clock.now(),
            reason=why if number in corrected else None,
        )
    number = last_number_of(view.episode.id)
    for entry in offences:
        if entry.number is None:
            number += 1
            db.session.add(offence_row(by, view, entry, number))
    db.session.flush()
    rows = offence_rows(view.episode.id)
    if removed or changed or len(by_number) != len(offences):
        audit.change(
            by,
            view.person.id,
            "offences.corrected" if removed or corrected else "offences.recorded",
            ("episode", view.episode.id),
            offences=[row.code for row in rows],
            removed=[row.code for row in removed],
            law=law_in_use().version,
        )
    overtake_requests(by, view)
    note_on_charge(by, view, is_correction=bool(removed or corrected))
    if risks is not None:
        record_risks(by=by, view=view, answers=risks)
    return rows


def offence_row(by: Viewer, view: EpisodeView, entry: EnteredOffence, number: int) -> Offence:
    """A row of this offence, with whether it is a trigger offence on its dates; not added yet."""
    arrived = view.detention.arrived_at if view.detention else None
    law = law_in_use()
    facts = OffenceFacts(
        key=key_of(number, entry.code),
        code=entry.code,
        drug=drug_of(entry.drug, law),
        arrested_at=entry.arrested_at,
        detention_start_at=detention_start(entry.arrested_at, arrived),
        charged_at=entry.charged_at,
        law=law,
    )
    return Offence(
        episode_id=view.episode.id,
        number=number,
        code=entry.code,
        described_as=entry.described_as,
        drug=entry.drug,
        amount=entry.amount,
        arrested_at=entry.arrested_at,
        charged_at=entry.charged_at,
        closed_at=entry.closed_at,
        closed_as=entry.closed_as,
        is_trigger_on_arrest=facts.is_trigger_for(SampleRoute.ARREST),
        is_trigger_on_charge=facts.is_trigger_for(SampleRoute.CHARGE),
        law_version=law.version,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )


# Booking somebody in: the detention, its offences and the risks, all of it or nothing.


def book_in(
    *,
    by: Viewer,
    person: Person,
    facts: EpisodeFacts,
    offences: Sequence[EnteredOffence] = (),
    risks: RiskAnswers,
    seen_version: int | None = None,
) -> EpisodeView:
    """Open the detention, with its offences if they are known and the answers about risks. Raises Refused, Stale.

    Without an offence only the custody record and the risks are recorded: the page of the arrest asks for offences.
    """
    opened = open_episode(by=by, person=person, facts=facts, seen_version=seen_version)
    view = people.view_of(opened)
    if offences:
        record_offences(by=by, view=view, offences=offences, risks=risks)
    else:
        record_risks(by=by, view=view, answers=risks)
    return view
