"""One case as a pack tells it, and what the redaction has to know: everything on record that says who it is about."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, bindparam, or_, select, union

from pathways import dates
from pathways.arrest_tests.models.offences import Offence
from pathways.auth.models import Suite, User
from pathways.dates import age_on
from pathways.directory.models import AreaName, Service, Town
from pathways.disposals.facts.queries import words_of
from pathways.disposals.facts.rules.fact_sheet import read_back
from pathways.disposals.models import Disposal, DisposalEvent, FactSheet, VictimContact
from pathways.disposals.proposal.queries import conditions_of
from pathways.disposals.steps.rules.machine import steps_asked, words_of_choice
from pathways.law.rules.disposal_terms import FACT_WORDS, Kind, Verdict
from pathways.law.rules.offences_and_drugs import OTHER_OFFENCE
from pathways.people.identity.queries import details_of, record_ids_of
from pathways.people.models.custody import CustodyTransfer, Detention, Episode
from pathways.people.models.identity import Person, PersonAlias, PersonDetails
from pathways.people.queries import surviving_id
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.scrutiny.models import ScrutinyHidden
from pathways.scrutiny.rules.redaction import KnownNames, Piece, Redactor, to_look_at
from pathways.scrutiny.rules.rounds import HiddenText, age_band
from pathways.step_tables.rules import Asks
from pathways.store.base import db
from pathways.vocabulary import Worded

# The steps that a disposal took, as a pack tells them: what happened, by which rank, and what was recorded.
#
# Lines with a name or a reference (who the prosecutor was, who took over) are left out, and so are scans. A day is
# given as the number of days since the proposal, never as a date.


TOLD = (Asks.TEXT, Asks.PICK, Asks.YES_NO, Asks.MUST_YES, Asks.VICTIM)


def course_of(disposal: Disposal) -> Iterator[tuple[str, str]]:
    """Each step in order, as a label and words; then what the victim said, if somebody asked."""
    begun = dates.london_date(disposal.proposed_at)
    for event in _events(disposal):
        asked = steps_asked().get(event.event)
        happened = asked.happened if asked else event.event.replace("_", " ").capitalize()
        day = f"Day {(dates.london_date(event.at) - begun).days + 1}"
        label = f"{happened} ({event.rank.label.lower()})" if event.rank else happened
        yield label, f"{day}. {event.reason}" if event.reason else day
        for each in asked.records if asked else ():
            if each.kind in TOLD and each.name in event.recorded:
                yield each.ask, words_of_choice(event.event, each.name, str(event.recorded[each.name]))
        for rule, why in (event.recorded.get("overrides") or {}).items():
            yield f"Rule {rule} was set aside", str(why)
    contacts = select(VictimContact).where(VictimContact.episode_id == disposal.episode_id)
    for contact in db.session.scalars(contacts.order_by(VictimContact.at, VictimContact.id)):
        yield "The victim", contact.answer.label


def prosecutors_of(disposal: Disposal) -> tuple[str, ...]:
    """The prosecutors that the steps name. They have no account here, so the redaction must be told of them."""
    named = (event.recorded.get("prosecutor") for event in _events(disposal))
    return tuple(str(name) for name in named if name)


def _events(disposal: Disposal) -> Iterable[DisposalEvent]:
    of_disposal = select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id)
    return db.session.scalars(of_disposal.order_by(DisposalEvent.id)).all()


# Everything on record that says who a case is about or who worked on it: what the redaction takes out.


_OUR_OWN = "scrutiny_"
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def known_of(disposal: Disposal, case_id: int | None = None) -> KnownNames:
    """The names, numbers and places that any record has of the person, with all staff and all known places."""
    stays = db.session.scalar(select(surviving_id()).where(Person.id == disposal.person_id)) or disposal.person_id
    records = record_ids_of(stays)
    details = db.session.scalars(select(PersonDetails).where(PersonDetails.person_id.in_(records))).all()
    aliases = db.session.scalars(select(PersonAlias).where(PersonAlias.person_id.in_(records))).all()
    involved = involved_in([disposal]).get(disposal.id, frozenset())
    return KnownNames(
        names=_each([*(detail.full_name for detail in details), *(alias.full_name for alias in aliases)]),
        staff=_each([*_names(User.id.in_(involved)), *prosecutors_of(disposal)]),
        colleagues=_names(User.organisation_id == disposal.organisation_id),
        born=tuple({detail.date_of_birth for detail in details}),
        numbers=_each([*(detail.pnc_id for detail in details), *_custody_numbers(records)]),
        phones=_each(_column(NeedScreen.contact_number, records)),
        places=_places(),
        further=words_hidden(case_id),
    )


def words_hidden(case_id: int | None) -> tuple[str, ...]:
    """What the organiser hid in one case by hand."""
    of_case = select(ScrutinyHidden.words).where(ScrutinyHidden.case_id == case_id)
    return tuple(db.session.scalars(of_case.order_by(ScrutinyHidden.id)))


def involved_in(disposals: Collection[Disposal]) -> dict[int, frozenset[int]]:
    """For each disposal the users who recorded anything about it or its episode.

    Found by the tables themselves: every column that names a user, in every table that names the episode or the
    disposal. A table that is added later is included without a change here.
    """
    by_episode = _users_by("episode", {disposal.episode_id for disposal in disposals})
    by_disposal = _users_by("disposal", {disposal.id for disposal in disposals})
    return {
        disposal.id: by_disposal.get(disposal.id, frozenset()) | by_episode.get(disposal.episode_id, frozenset())
        for disposal in disposals
    }


def _users_by(subject: str, ids: Collection[int]) -> dict[int, frozenset[int]]:
    users: dict[int, set[int]] = {}
    for subject_id, user in db.session.execute(_all_that_name(subject), {"ids": list(ids)}):
        users.setdefault(subject_id, set()).add(user)
    return {subject_id: frozenset(who) for subject_id, who in users.items()}


@cache
def _all_that_name(subject: str) -> CompoundSelect[Any]:
    """Each row of any table that names both a user and one of the `ids`. Built once: the tables do not change."""
    asked: list[Any] = []
    for table in db.metadata.sorted_tables:
        if table.name.startswith(_OUR_OWN):
            continue
        about = [table.c.id] if table.name == subject else [column for column in table.c if _names_a(column, subject)]
        users = [column for column in table.c if _names_a(column, "user_account")]
        asked += [select(column, who).where(column.in_(_IDS), who.is_not(None)) for column in about for who in users]
    return union(*asked)


def _names_a(column: Any, table: str) -> bool:
    return any(key.target_fullname == f"{table}.id" for key in column.foreign_keys)


def _column(column: Any, records: Collection[int]) -> list[Any]:
    of_episode = column.class_.episode_id == Episode.id
    return list(db.session.scalars(select(column).join(Episode, of_episode).where(Episode.person_id.in_(records))))


def _custody_numbers(records: Collection[int]) -> list[Any]:
    columns = (Detention.custody_record_no, CustodyTransfer.from_record_no, CustodyTransfer.to_record_no)
    return [number for column in columns for number in _column(column, records)]


def _places() -> tuple[str, ...]:
    towns: list[str] = []
    for columns in ((AreaName.name,), (Town.name,), (Suite.name, Suite.town), (Service.name, Service.town)):
        towns += [place for row in db.session.execute(select(*columns)) for place in row]
    return _each(towns)


def _names(whose: Any) -> tuple[str, ...]:
    return _each(db.session.scalars(select(User.name).where(whose).order_by(User.id)))


def _each(values: Any) -> tuple[str, ...]:
    """Each value once, blanks left out."""
    return tuple(dict.fromkeys(value for value in values if value))


# A whole case as a pack tells it, redacted: what was decided, of what, why, under which rules, and what came of it.


NOT_TOLD = frozenset({"age_at_disposal", "authority_rank_level", "test_result_relied_on"})
"""Facts that a pack leaves out: age is given as a band, rank with the authority, and nothing is said of a test."""
_TRUTH = {True: "Yes", False: "No", None: "Not known"}


class CasePart(Worded):
    """The parts of a case, in the order of the pack."""

    OFFENCE = "offence", "The case"
    DESCRIBED = "described", "As described"
    FACTS = "facts", "What was known"
    RULES = "rules", "What the rules said"
    REASONS = "reasons", "Reasons"
    COURSE = "course", "What happened"
    CONDITIONS = "conditions", "Conditions"
    OUTCOME = "outcome", "What came of it"


OF_LAW = (CasePart.OFFENCE, CasePart.FACTS, CasePart.RULES)
"""Parts whose words come from the law, the sheet and the rules, so that nobody typed them."""


@dataclass(frozen=True)
class PackLine:
    """One line of a part: what it is, and its words with a mark for each that was hidden."""

    part: CasePart
    label: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.words for piece in self.pieces)


def told_of(disposal: Disposal, case_id: int | None) -> tuple[PackLine, ...]:
    """Everything that the pack says of a case, all of it redacted. The caller has checked that the case is in sight."""
    redactor = Redactor(known_of(disposal, case_id))
    return tuple(
        PackLine(part, redactor.redacted(label), redactor.pieces(words, was_typed=part not in OF_LAW))
        for part, label, words in _lines(disposal)
        if words
    )


def doubtful(entries: Iterable[PackLine]) -> tuple[str, ...]:
    """Words left that may be a name or a number, for the organiser to check before the pack is released."""
    return to_look_at(
        piece for line in entries if line.part not in (CasePart.FACTS, CasePart.RULES) for piece in line.pieces
    )


def as_kept(entries: Iterable[PackLine]) -> list[Any]:
    """The lines as they are stored with the round when its pack is released."""
    return [
        [
            entry.part.value,
            entry.label,
            [[piece.words, piece.hidden.value if piece.hidden else None] for piece in entry.pieces],
        ]
        for entry in entries
    ]


def as_released(stored: Iterable[Any]) -> tuple[PackLine, ...]:
    """The lines that were released, read back from the round."""
    return tuple(
        PackLine(
            CasePart(part),
            label,
            tuple(Piece(words, HiddenText(hidden) if hidden else None) for words, hidden in pieces),
        )
        for part, label, pieces in stored
    )


def _lines(disposal: Disposal) -> Iterable[tuple[CasePart, str, str]]:
    yield CasePart.OFFENCE, "Disposal", disposal.kind.label
    for offence in _offences(disposal.episode_id):
        part = CasePart.DESCRIBED if offence.code == OTHER_OFFENCE else CasePart.OFFENCE
        yield part, "Offence", words_of(offence)
    yield CasePart.OFFENCE, "Age", age_band(_age(disposal))
    yield from _known(disposal)
    yield from _rules(disposal.results)
    for kind, verdict in disposal.alternatives.items():
        yield CasePart.RULES, f"Also weighed: {_label(kind).lower()}", _verdict(verdict)
    yield CasePart.REASONS, "Why this was proposed", disposal.rationale
    yield CasePart.REASONS, "Why the deadline is longer", disposal.deadline_reason or ""
    if disposal.authorised_rank:
        yield CasePart.REASONS, "Authority given by", disposal.authorised_rank.label
    yield from ((CasePart.COURSE, label, words) for label, words in course_of(disposal))
    for row in conditions_of(disposal.id):
        yield CasePart.CONDITIONS, f"{row.position}. {row.kind.label}", row.wording
        yield CasePart.CONDITIONS, f"{row.position}. So far", f"{row.status.label}. {row.evidence or ''}".strip()
    yield CasePart.OUTCOME, "Where it stands", disposal.state_words
    if disposal.outcome_requested:
        yield CasePart.OUTCOME, "Outcome code asked for", disposal.outcome_requested


def _offences(episode_id: int) -> Iterable[Offence]:
    """The offences that stand, also of a case that has ended."""
    live = select(Offence).where(Offence.episode_id == episode_id, Offence.superseded_at.is_(None))
    return db.session.scalars(live.order_by(Offence.number, Offence.id))


def _label(kind: str) -> str:
    return Kind(kind).label if kind in tuple(Kind) else kind


def _verdict(stored: str) -> str:
    return Verdict(stored).label if stored in tuple(Verdict) else stored


def _age(disposal: Disposal) -> int:
    return age_on(details_of(disposal.person_id).date_of_birth, dates.london_date(disposal.proposed_at))


def _known(disposal: Disposal) -> Iterable[tuple[CasePart, str, str]]:
    """The answers as they were when it was proposed; for a decision without a sheet, the facts themselves."""
    at = disposal.proposed_at
    sheet = db.session.scalar(
        select(FactSheet)
        .where(FactSheet.episode_id == disposal.episode_id, FactSheet.recorded_at <= at)
        .where(or_(FactSheet.superseded_at.is_(None), FactSheet.superseded_at > at))
        .order_by(FactSheet.id.desc())
    )
    if sheet is None:
        return _facts(disposal.facts)
    return [(CasePart.FACTS, answer.question.short, answer.words) for answer in read_back(sheet.answers)]


def _facts(facts: dict[str, Any]) -> Iterable[tuple[CasePart, str, str]]:
    for name in (each for each in FACT_WORDS if each in facts and each not in NOT_TOLD):
        value = facts[name]
        words = _TRUTH.get(value) if isinstance(value, bool | None) else str(value).replace("_", " ")
        label = FACT_WORDS[name]
        yield CasePart.FACTS, label[0].upper() + label[1:], words or ""


def _rules(results: Iterable[dict[str, Any]]) -> Iterable[tuple[CasePart, str, str]]:
    """Each rule that counted when it was proposed, with its verdict. Rules of a later step are left out."""
    counted = [result for result in results if result.get("counts", True)]
    if not counted:
        yield CasePart.RULES, "Rules", "No rule was against it"
    for result in counted:
        words = f"{_verdict(str(result.get('verdict', '')))}. {result.get('message', '')}"
        yield CasePart.RULES, f"Rule {result.get('rule_id', '')}", words
