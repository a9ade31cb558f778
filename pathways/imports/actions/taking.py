"""What becomes of the rows of a batch, by the kind of file: each is recorded by its own room, or it is said why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from sqlalchemy import Table

from pathways import clock
from pathways.arrest_tests.of_before.actions import record_past_test
from pathways.auth.roles import Viewer
from pathways.disposals.of_before.actions import record_past_disposal
from pathways.engagement.of_before.actions import record_past_case
from pathways.imports.models import ImportedRecord, ImportRun, ImportSource, PersonSetAside
from pathways.imports.queries.runs import KnownKey, keys_named, why_not
from pathways.imports.rules.columns import NAMES, Kind, names_of_others
from pathways.imports.rules.deciding import PeopleBefore, as_row_facts, asked_of
from pathways.imports.rules.entries import Entry
from pathways.people.custody.actions import record_past_detention, record_past_visit
from pathways.people.custody.queries import EpisodeView, view_of, views_of
from pathways.people.identity.actions import add_people_of_before
from pathways.people.identity.rules import PersonFacts
from pathways.people.models.identity import Person
from pathways.people.search.queries import very_close
from pathways.people.search.rules import Likeness
from pathways.referrals.models.referral import Referral
from pathways.referrals.of_before.actions import record_past_referral
from pathways.referrals.of_before.rules import PastReferral, past_referral_reasons
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, save
from pathways.store.together import add_many

# What is counted and said of a batch.


COUNTS: Final = ("taken", "unchanged", "changed", "put_aside", "refused")


@dataclass
class Batch:
    """What became of the rows of a batch: rows with words to say of them, and counts by `COUNTS`."""

    words: list[tuple[int, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def count(self, what: str, row: int = 0, words: str = "") -> None:
        """Count one row, and say why where there is something to say."""
        self.counts[what] += 1
        if words:
            self.words.append((row, words))


# People: whoever may be known already is set aside.


def _take_people(by: Viewer, run: ImportRun, source: ImportSource, fresh: Sequence[Entry], batch: Batch) -> None:
    """Add people whom nobody is like; set the others aside, also those who are like somebody of the same batch."""
    known_alike = very_close(by, [asked_of(cast(PersonFacts, each.facts)) for each in fresh])
    lot, added, set_aside = (
        PeopleBefore(),
        list[Entry](),
        list[tuple[Entry, dict[int, Likeness], dict[str, Likeness]]](),
    )
    for each, close in zip(fresh, known_alike, strict=True):
        facts = cast(PersonFacts, each.facts)
        beside = lot.close_to(facts)
        if close or beside:
            set_aside.append((each, close, beside))
        else:
            added.append(each)
            lot.add(each.key, facts)
    people = [cast(PersonFacts, each.facts) for each in added]
    ids = dict(
        zip([each.key for each in added], add_people_of_before(by=by, people=people, imported=run.id), strict=True)
    )
    taken = [{**_of_row(run, each), "person_id": ids[each.key], "is_new": True} for each in added]
    add_many(cast(Table, ImportedRecord.__table__), taken)
    batch.counts["taken"] += len(taken)
    for each, close, beside in set_aside:
        like = close | {ids[key]: fit for key, fit in beside.items()}
        db.session.add(
            PersonSetAside(
                **_of_row(run, each),
                row_facts=as_row_facts(cast(PersonFacts, each.facts)),
                may_be=[{"person": person_id, "why": list(fit.reasons)} for person_id, fit in like.items()],
            )
        )
        batch.count(
            "put_aside", each.row, f"{each.key}: may be somebody who is known. Set aside for a person to decide"
        )
    db.session.flush()


def _who_stays(person_id: int) -> Person:
    person = db.session.get_one(Person, person_id)
    return person if person.merged_into_id is None else db.session.get_one(Person, person.merged_into_id)


def _of_row(run: ImportRun, entry: Entry) -> dict[str, Any]:
    """Which row of which file it is, and a digest of what it says."""
    return {
        "source_id": run.source_id,
        "source_key": entry.key,
        "run_id": run.id,
        "row_number": entry.row,
        "fingerprint": entry.fingerprint,
    }


# What happened to people: row by row, to the record that the row names.


@dataclass(frozen=True)
class Named:
    """What the rows of a batch name, read together: keys of earlier files by column, and episodes they stand for."""

    keys: Mapping[str, Mapping[str, KnownKey]]
    views: Mapping[int, EpisodeView]

    def key(self, entry: Entry, column: str) -> KnownKey | None:
        """What the name in this column stands for; None where it is blank."""
        return self.keys[column].get(entry.names.get(column, ""))

    def person_id(self, entry: Entry) -> int:
        """The person whom the row names."""
        known = self.key(entry, "person_key")
        if known is None or known.person_id is None:
            raise Refused("Nobody was imported with this key")
        return known.person_id

    def view(self, entry: Entry) -> EpisodeView:
        """The episode of the detention that the row names."""
        known = self.key(entry, "detention_key")
        view = self.views.get((known.episode_id if known else None) or 0)
        if view is None:
            raise Refused("No detention was imported with this key")
        return view


Recording = Callable[[Viewer, ImportRun, Entry, Named], Mapping[str, Any]]
"""Records what a row says. Returns the columns of `ImportedRecord` that say which record it is; raises Refused."""


def _row_by_row(record: Recording) -> "Taking":
    def take(by: Viewer, run: ImportRun, source: ImportSource, fresh: Sequence[Entry], batch: Batch) -> None:
        named = _named_by(by, source, fresh)
        for each in fresh:
            if why := _why_not_named(source.kind, each, named):
                batch.count("refused", each.row, f"{each.key}: {why}")
                continue
            try:
                made = record(by, run, each, named)
            except Refused as refusal:
                batch.count("refused", each.row, f"{each.key}: {str(refusal).rstrip('.')}")
                continue
            save(ImportedRecord(**_of_row(run, each), **made, is_new=True))
            batch.count("taken")

    return take


def _named_by(by: Viewer, source: ImportSource, fresh: Sequence[Entry]) -> Named:
    keys: dict[str, Mapping[str, KnownKey]] = {}
    for each in names_of_others(source.kind):
        names = {entry.names[each.column] for entry in fresh if each.column in entry.names}
        keys[each.column] = keys_named(by, source.name, NAMES[each.what], names)
    episodes = {known.episode_id for known in keys.get("detention_key", {}).values() if known.episode_id is not None}
    return Named(keys, views_of(sorted(episodes)) if episodes else {})


def _why_not_named(kind: Kind, entry: Entry, named: Named) -> str | None:
    for each in names_of_others(kind):
        if each.column in entry.names and (why := why_not(NAMES[each.what], named.key(entry, each.column))):
            return f"{why}: {entry.names[each.column]}"
    return None


def _detention(by: Viewer, run: ImportRun, entry: Entry, named: Named) -> Mapping[str, Any]:
    person_id = named.person_id(entry)
    episode = record_past_detention(by=by, person=_who_stays(person_id), facts=entry.facts, imported=run.id)
    return {"person_id": person_id, "episode_id": episode.id}


def _test(by: Viewer, run: ImportRun, entry: Entry, named: Named) -> Mapping[str, Any]:
    view = named.view(entry)
    test, offence_id = record_past_test(by=by, view=view, facts=entry.facts, imported=run.id)
    return {"person_id": view.episode.person_id, "drug_test_id": test.id, "offence_id": offence_id}


def _disposal(by: Viewer, run: ImportRun, entry: Entry, named: Named) -> Mapping[str, Any]:
    view = named.view(entry)
    disposal, offence_id = record_past_disposal(by=by, view=view, facts=entry.facts, imported=run.id)
    return {"person_id": view.episode.person_id, "disposal_id": disposal.id, "offence_id": offence_id}


def _referral(by: Viewer, run: ImportRun, entry: Entry, named: Named) -> Mapping[str, Any]:
    """With the visit that it is of, where the person was not detained: recorded with it, and taken back with it."""
    person, facts = _who_stays(named.person_id(entry)), cast(PastReferral, entry.facts)
    if (facts.origin is None) == ("detention_key" not in entry.names):
        raise Refused("Say from which detention they were referred, or how they came where there was none")
    visit = None
    if facts.origin is None:
        view = named.view(entry)
        if view.person.id != person.id:
            raise Refused("This detention is somebody else’s")
    else:
        # Asked before the visit is recorded, which would stay where the referral is refused.
        refuse_if(past_referral_reasons(facts, now=clock.now()))
        visit = record_past_visit(by=by, person=person, origin=facts.origin, came_at=facts.referred_at, imported=run.id)
        view = view_of(visit)
    referral = record_past_referral(by=by, view=view, facts=facts, imported=run.id)
    return {"person_id": person.id, "episode_id": visit.id if visit else None, "referral_id": referral.id}


def _case(by: Viewer, run: ImportRun, entry: Entry, named: Named) -> Mapping[str, Any]:
    known = named.key(entry, "referral_key")
    referral = db.session.get_one(Referral, known.referral_id if known else None)
    record_past_case(by=by, referral=referral, facts=entry.facts, imported=run.id)
    return {"person_id": referral.person_id, "referral_id": referral.id}


Taking = Callable[[Viewer, ImportRun, ImportSource, Sequence[Entry], Batch], None]
TAKE: Final[Mapping[Kind, Taking]] = {
    Kind.PEOPLE: _take_people,
    Kind.DETENTIONS: _row_by_row(_detention),
    Kind.TESTS: _row_by_row(_test),
    Kind.DISPOSALS: _row_by_row(_disposal),
    Kind.REFERRALS: _row_by_row(_referral),
    Kind.ENGAGEMENT: _row_by_row(_case),
}
"""What is done with the fresh rows of a batch, by the kind of file."""
