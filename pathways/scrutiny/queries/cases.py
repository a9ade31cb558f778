"""The drawn cases as a pack tells them, redacted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pathways import dates
from pathways.arrest_tests.models.offences import Offence
from pathways.dates import age_on
from pathways.disposals.facts.queries import words_of
from pathways.disposals.facts.rules.fact_sheet import read_back
from pathways.disposals.models import Condition, Disposal, DisposalEvent, FactSheet, VictimContact
from pathways.disposals.steps.rules.machine import steps_asked, words_of_choice
from pathways.disposals.victims.rules import VictimAnswer
from pathways.law.rules.disposal_terms import FACT_WORDS, Kind, Verdict
from pathways.law.rules.offences_and_drugs import OTHER_OFFENCE
from pathways.scrutiny.queries.known_names import known_of
from pathways.scrutiny.rules.redaction import KnownNames, Piece, Redactor, to_look_at
from pathways.scrutiny.rules.rounds import HiddenText, age_band
from pathways.step_tables.rules import Asks
from pathways.store.together import Records, SideBySide, among
from pathways.vocabulary import Worded

# What was read of the drawn cases, all at once: a round has dozens, and a statement for each part of each would be
# hundreds.


@dataclass(frozen=True, kw_only=True)
class CaseRead:
    """Everything on record that a pack says of one case, and `known`: who it is about and who worked on it."""

    disposal: Disposal
    events: tuple[DisposalEvent, ...]
    victim_answers: tuple[VictimAnswer, ...]
    offences: tuple[Offence, ...]
    conditions: tuple[Condition, ...]
    sheet: FactSheet | None
    born_on: date
    known: KnownNames


_OF_CASES = SideBySide(
    events=Records((DisposalEvent,), among(DisposalEvent.disposal_id, "of_disposals"), (DisposalEvent.id,)),
    conditions=Records((Condition,), among(Condition.disposal_id, "of_disposals"), (Condition.position, Condition.id)),
    contacts=Records(
        (VictimContact,), among(VictimContact.episode_id, "of_episodes"), (VictimContact.at, VictimContact.id)
    ),
    offences=Records((Offence,), among(Offence.episode_id, "of_episodes"), (Offence.number, Offence.id)),
    sheets=Records((FactSheet,), among(FactSheet.episode_id, "of_episodes"), (FactSheet.id,)),
)


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    """Rows by what they name, in their order."""
    by: dict[int, list[Any]] = {}
    for row in rows:
        by.setdefault(getattr(row, name), []).append(row)
    return by


def cases_read(drawn: Mapping[int, Disposal]) -> dict[int, CaseRead]:
    """What is read of the disposal of each case, by the case's id, in a fixed count of statements."""
    disposals = drawn.values()
    read = _OF_CASES.read(
        {"of_disposals": {each.id for each in disposals}, "of_episodes": {each.episode_id for each in disposals}}
    )
    events, conditions = _by(read["events"], "disposal_id"), _by(read["conditions"], "disposal_id")
    contacts, offences = _by(read["contacts"], "episode_id"), _by(read["offences"], "episode_id")
    sheets = _by(read["sheets"], "episode_id")
    known = known_of(drawn, events)
    return {
        case_id: CaseRead(
            disposal=disposal,
            events=tuple(events.get(disposal.id, ())),
            victim_answers=tuple(contact.answer for contact in contacts.get(disposal.episode_id, ())),
            # The offences that stand, also of a case that has ended.
            offences=tuple(row for row in offences.get(disposal.episode_id, ()) if row.superseded_at is None),
            conditions=tuple(conditions.get(disposal.id, ())),
            sheet=_sheet_at(sheets.get(disposal.episode_id, ()), disposal.proposed_at),
            born_on=known[case_id][0],
            known=known[case_id][1],
        )
        for case_id, disposal in drawn.items()
    }


def _sheet_at(sheets: Sequence[FactSheet], at: datetime) -> FactSheet | None:
    """The last of the sheets that stood at a moment; None where there was none yet."""
    stood = (sheet for sheet in reversed(sheets) if sheet.superseded_at is None or sheet.superseded_at > at)
    return next((sheet for sheet in stood if sheet.recorded_at <= at), None)


# The steps that a disposal took, as a pack tells them: what happened, by which rank, and what was recorded.
#
# Lines with a name or a reference (who the prosecutor was, who took over) are left out, and so are scans. A day is
# given as the number of days since the proposal, never as a date.


TOLD = (Asks.TEXT, Asks.PICK, Asks.YES_NO, Asks.MUST_YES, Asks.VICTIM)


def course_of(case: CaseRead) -> Iterator[tuple[str, str]]:
    """Each step in order, as a label and words; then what the victim said, if somebody asked."""
    begun = dates.london_date(case.disposal.proposed_at)
    for event in case.events:
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
    for answer in case.victim_answers:
        yield "The victim", answer.label


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


def told_of(drawn: Mapping[int, Disposal]) -> dict[int, tuple[PackLine, ...]]:
    """Everything that the pack says of each case, by the case's id, all of it redacted. The caller has checked that the
    cases are in sight."""
    lines = {}
    for case_id, case in cases_read(drawn).items() if drawn else ():
        redactor = Redactor(case.known)
        lines[case_id] = tuple(
            PackLine(part, redactor.redacted(label), redactor.pieces(words, was_typed=part not in OF_LAW))
            for part, label, words in _lines(case)
            if words
        )
    return lines


def doubtful(entries: Iterable[PackLine]) -> tuple[str, ...]:
    """Words left that may be a name or a number, for the organiser to check before the pack is released."""
    return to_look_at(
        piece for line in entries if line.part not in (CasePart.FACTS, CasePart.RULES) for piece in line.pieces
    )


def as_row(entries: Iterable[PackLine]) -> list[Any]:
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


def _lines(case: CaseRead) -> Iterable[tuple[CasePart, str, str]]:
    disposal = case.disposal
    yield CasePart.OFFENCE, "Disposal", disposal.kind.label
    for offence in case.offences:
        part = CasePart.DESCRIBED if offence.code == OTHER_OFFENCE else CasePart.OFFENCE
        yield part, "Offence", words_of(offence)
    yield CasePart.OFFENCE, "Age", age_band(age_on(case.born_on, dates.london_date(disposal.proposed_at)))
    yield from _known(case)
    yield from _rules(disposal.results)
    for kind, verdict in disposal.alternatives.items():
        yield CasePart.RULES, f"Also weighed: {_label(kind).lower()}", _verdict(verdict)
    yield CasePart.REASONS, "Why this was proposed", disposal.rationale
    yield CasePart.REASONS, "Why the deadline is longer", disposal.deadline_reason or ""
    if disposal.authorised_rank:
        yield CasePart.REASONS, "Authority given by", disposal.authorised_rank.label
    yield from ((CasePart.COURSE, label, words) for label, words in course_of(case))
    for row in case.conditions:
        yield CasePart.CONDITIONS, f"{row.position}. {row.kind.label}", row.wording
        yield CasePart.CONDITIONS, f"{row.position}. So far", f"{row.status.label}. {row.evidence or ''}".strip()
    yield CasePart.OUTCOME, "Where it stands", disposal.state_words
    if disposal.outcome_requested:
        yield CasePart.OUTCOME, "Outcome code asked for", disposal.outcome_requested


def _label(kind: str) -> str:
    return Kind(kind).label if kind in tuple(Kind) else kind


def _verdict(stored: str) -> str:
    return Verdict(stored).label if stored in tuple(Verdict) else stored


def _known(case: CaseRead) -> Iterable[tuple[CasePart, str, str]]:
    """The answers as they were when it was proposed; for a decision without a sheet, the facts themselves."""
    if case.sheet is None:
        return _facts(case.disposal.facts)
    return [(CasePart.FACTS, answer.question.short, answer.words) for answer in read_back(case.sheet.answers)]


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
