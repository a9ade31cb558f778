"""One case as a pack tells it: what was decided, of what, why, under which rules, and what came of it; redacted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from pathways import clock
from pathways.arrest_tests.models import Offence
from pathways.arrest_tests.rules.law import OTHER_OFFENCE
from pathways.disposals.models import Disposal, FactSheet
from pathways.disposals.queries import conditions_of, words_of
from pathways.disposals.rules import Kind, Verdict, read_back
from pathways.disposals.rules.names import FACT_WORDS
from pathways.people.queries import details_of
from pathways.people.rules import age_on
from pathways.scrutiny.queries.course import course_of
from pathways.scrutiny.queries.identifiers import known_of
from pathways.scrutiny.rules import Hidden, Piece, Redactor, age_band, to_look_at
from pathways.store import db
from pathways.vocabulary import Worded

NOT_TOLD = frozenset({"age_at_disposal", "authority_rank_level", "test_result_relied_on"})
"""Facts that a pack leaves out: the age is told as a band, the rank with the authority, of a test nothing is told."""
_TRUTH = {True: "Yes", False: "No", None: "Not known"}


class Part(Worded):
    """The parts of a case, in the order of the pack."""

    OFFENCE = "offence", "The case"
    DESCRIBED = "described", "As described"
    FACTS = "facts", "What was known"
    RULES = "rules", "What the rules said"
    REASONS = "reasons", "Reasons"
    COURSE = "course", "What happened"
    CONDITIONS = "conditions", "Conditions"
    OUTCOME = "outcome", "What came of it"


OF_LAW = (Part.OFFENCE, Part.FACTS, Part.RULES)
"""Parts whose words come from the law, the sheet and the rules: nobody typed them."""


@dataclass(frozen=True)
class Told:
    """One line of a part: what it is, and its words with a mark for each that was hidden."""

    part: Part
    label: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.words for piece in self.pieces)


def told_of(disposal: Disposal, case_id: int | None) -> tuple[Told, ...]:
    """Everything the pack says of a case. The caller found it in sight. No line escapes the redaction."""
    redactor = Redactor(known_of(disposal, case_id))
    return tuple(
        Told(part, redactor.redacted(label), redactor.pieces(words, was_typed=part not in OF_LAW))
        for part, label, words in _lines(disposal)
        if words
    )


def doubtful(told: Iterable[Told]) -> tuple[str, ...]:
    """Words left that may be a name or a number: for the organiser to look at before the pack is released."""
    return to_look_at(piece for line in told if line.part not in (Part.FACTS, Part.RULES) for piece in line.pieces)


def as_kept(told: Iterable[Told]) -> list[Any]:
    """The lines as they are kept with the round when its pack is released."""
    return [
        [
            one.part.value,
            one.label,
            [[piece.words, piece.hidden.value if piece.hidden else None] for piece in one.pieces],
        ]
        for one in told
    ]


def as_released(kept: Iterable[Any]) -> tuple[Told, ...]:
    """What was released, read back."""
    return tuple(
        Told(Part(part), label, tuple(Piece(words, Hidden(hidden) if hidden else None) for words, hidden in pieces))
        for part, label, pieces in kept
    )


def _lines(disposal: Disposal) -> Iterable[tuple[Part, str, str]]:
    yield Part.OFFENCE, "Disposal", disposal.kind.label
    for offence in _offences(disposal.episode_id):
        part = Part.DESCRIBED if offence.code == OTHER_OFFENCE else Part.OFFENCE
        yield part, "Offence", words_of(offence)
    yield Part.OFFENCE, "Age", age_band(_age(disposal))
    yield from _known(disposal)
    yield from _rules(disposal.results)
    for kind, verdict in disposal.alternatives.items():
        yield Part.RULES, f"Also weighed: {_label(kind).lower()}", _verdict(verdict)
    yield Part.REASONS, "Why this was proposed", disposal.rationale
    yield Part.REASONS, "Why the deadline is longer", disposal.deadline_reason or ""
    if disposal.authorised_rank:
        yield Part.REASONS, "Authority given by", disposal.authorised_rank.label
    yield from ((Part.COURSE, label, words) for label, words in course_of(disposal))
    for row in conditions_of(disposal.id):
        yield Part.CONDITIONS, f"{row.position}. {row.kind.label}", row.wording
        yield Part.CONDITIONS, f"{row.position}. So far", f"{row.status.label}. {row.evidence or ''}".strip()
    yield Part.OUTCOME, "Where it stands", disposal.state_words
    if disposal.outcome_requested:
        yield Part.OUTCOME, "Outcome code asked for", disposal.outcome_requested


def _offences(episode_id: int) -> Iterable[Offence]:
    """Live ones, closed or not: a case that has ended is still about them."""
    live = select(Offence).where(Offence.episode_id == episode_id, Offence.superseded_at.is_(None))
    return db.session.scalars(live.order_by(Offence.number, Offence.id))


def _label(kind: str) -> str:
    return Kind(kind).label if kind in tuple(Kind) else kind


def _verdict(kept: str) -> str:
    return Verdict(kept).label if kept in tuple(Verdict) else kept


def _age(disposal: Disposal) -> int:
    return age_on(details_of(disposal.person_id).date_of_birth, clock.london_date(disposal.proposed_at))


def _known(disposal: Disposal) -> Iterable[tuple[Part, str, str]]:
    """The answers as they stood when it was proposed; of a decision without a sheet the facts themselves."""
    at = disposal.proposed_at
    sheet = db.session.scalar(
        select(FactSheet)
        .where(FactSheet.episode_id == disposal.episode_id, FactSheet.recorded_at <= at)
        .where(or_(FactSheet.superseded_at.is_(None), FactSheet.superseded_at > at))
        .order_by(FactSheet.id.desc())
    )
    if sheet is None:
        return _facts(disposal.facts)
    return [(Part.FACTS, one.question.short, one.words) for one in read_back(sheet.answers)]


def _facts(facts: dict[str, Any]) -> Iterable[tuple[Part, str, str]]:
    for name in (each for each in FACT_WORDS if each in facts and each not in NOT_TOLD):
        value = facts[name]
        words = _TRUTH.get(value) if isinstance(value, bool | None) else str(value).replace("_", " ")
        label = FACT_WORDS[name]
        yield Part.FACTS, label[0].upper() + label[1:], words or ""


def _rules(results: Iterable[dict[str, Any]]) -> Iterable[tuple[Part, str, str]]:
    """Each rule that counted when it was proposed, with its verdict; what only a later step needs is left out."""
    counted = [one for one in results if one.get("counts", True)]
    if not counted:
        yield Part.RULES, "Rules", "No rule was against it"
    for one in counted:
        words = f"{_verdict(str(one.get('verdict', '')))}. {one.get('message', '')}"
        yield Part.RULES, f"Rule {one.get('rule_id', '')}", words
