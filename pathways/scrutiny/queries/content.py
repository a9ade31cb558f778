"""One case as a pack tells it: what was decided, of what, why, under which rules, and what came of it; redacted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import Offence
from pathways.disposals.models import Disposal, DisposalEvent
from pathways.disposals.queries import conditions_of, words_of
from pathways.disposals.rules.names import FACT_WORDS
from pathways.people.queries import details_of
from pathways.people.rules import age_on
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
    FACTS = "facts", "What was known"
    RULES = "rules", "What the rules said"
    REASONS = "reasons", "Reasons"
    CONDITIONS = "conditions", "Conditions"
    OUTCOME = "outcome", "What came of it"


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
        Told(part, redactor.redacted(label), redactor.pieces(words)) for part, label, words in _lines(disposal) if words
    )


def doubtful(told: Iterable[Told]) -> tuple[str, ...]:
    """Words left that may be a name or a number: for the organiser to look at before the pack is released."""
    return to_look_at(piece for line in told if line.part is not Part.FACTS for piece in line.pieces)


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
    events = db.session.scalars(
        select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id).order_by(DisposalEvent.id)
    ).all()
    yield Part.OFFENCE, "Disposal", disposal.kind.label
    yield from ((Part.OFFENCE, "Offence", words_of(row)) for row in _offences(disposal.episode_id))
    yield Part.OFFENCE, "Age", age_band(_age(disposal))
    yield from _facts(disposal.facts)
    for result in disposal.results:
        verdict = str(result.get("verdict", "")).replace("_", " ").capitalize()
        yield Part.RULES, f"Rule {result.get('rule_id', '')}", f"{verdict}. {result.get('message', '')}"
    if not disposal.results:
        yield Part.RULES, "Rules", "No rule stood against it"
    yield Part.REASONS, "Why this was proposed", disposal.rationale
    yield Part.REASONS, "Why the deadline is longer", disposal.deadline_reason or ""
    if disposal.authorised_rank:
        yield Part.REASONS, "Authority given by", disposal.authorised_rank.label
    yield from ((Part.REASONS, _step(event), event.reason or "") for event in events)
    for row in conditions_of(disposal.id):
        yield Part.CONDITIONS, f"{row.position}. {row.kind.label}", row.wording
        yield Part.CONDITIONS, f"{row.position}. Kept", f"{row.status.label}. {row.evidence or ''}".strip()
    yield Part.OUTCOME, "Where it stands", disposal.state.label
    if disposal.outcome_requested:
        yield Part.OUTCOME, "Outcome code asked for", disposal.outcome_requested


def _offences(episode_id: int) -> Iterable[Offence]:
    """Live ones, closed or not: a case that has ended is still about them."""
    live = select(Offence).where(Offence.episode_id == episode_id, Offence.superseded_at.is_(None))
    return db.session.scalars(live.order_by(Offence.number, Offence.id))


def _age(disposal: Disposal) -> int:
    return age_on(details_of(disposal.person_id).date_of_birth, clock.london_date(disposal.proposed_at))


def _facts(facts: dict[str, Any]) -> Iterable[tuple[Part, str, str]]:
    for name in (each for each in FACT_WORDS if each in facts and each not in NOT_TOLD):
        value = facts[name]
        words = _TRUTH.get(value) if isinstance(value, bool | None) else str(value).replace("_", " ")
        label = FACT_WORDS[name]
        yield Part.FACTS, label[0].upper() + label[1:], words or ""


def _step(event: DisposalEvent) -> str:
    words = event.event.replace("_", " ").capitalize()
    return f"{words} ({event.rank.label.lower()})" if event.rank else words
