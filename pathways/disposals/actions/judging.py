"""What the rules say at a gate, on today's facts and by the book in use, and how it is kept with the decision.

Facts and reasons are kept as canonical JSON (keys in order, no spaces), so that the same decision asked again under the
same book gives the same bytes, whatever was upgraded since and on either database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pathways import clock
from pathways.auth import Viewer
from pathways.auth.queries import rank_on
from pathways.disposals import queries
from pathways.disposals.actions.books import book_to_decide_by
from pathways.disposals.models import Disposal, DisposalEvent, Judgement
from pathways.disposals.queries import DisposalView
from pathways.disposals.rules import Facts, Gate, Kind, Opinion, RuleBook, Step, canonical, kept_reasons, opinion
from pathways.disposals.rules.actors import Desk


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The answer at one gate with all it rests on."""

    gate: Gate
    facts: Facts
    cleared: tuple[str, ...]
    opinion: Opinion
    book: RuleBook

    def as_facts(self, more: Mapping[str, Any] | None = None) -> str:
        """The facts as they are kept."""
        return canonical({**self.facts, **(more or {})})

    @property
    def as_results(self) -> str:
        """The reasons as they are kept."""
        return canonical(kept_reasons(self.opinion))


def judge(kind: Kind, facts: Facts, gate: Gate, cleared: tuple[str, ...] = ()) -> Judged:
    """Ask the book in use, which is kept from now on."""
    book = book_to_decide_by()
    found = opinion(kind, facts, gate=gate, cleared=cleared, book=book, on=clock.today())
    return Judged(gate=gate, facts=facts, cleared=cleared, opinion=found, book=book)


def at_gate(by: Viewer, found: DisposalView, gate: Gate, step: Step, *, cleared: tuple[str, ...] = ()) -> Judged:
    """What the rules say of a standing disposal if this officer takes the step of this gate now.

    What was set aside earlier stays so; what the prosecutor decided and the gravity are read from the record, unless
    the step itself brings them.
    """
    prosecutor = queries.prosecutor_of(found.events)
    step = replace(
        step,
        reasons_cite_test=found.disposal.reasons_cite_test or found.names_a_custody_test,
        cps_decision=prosecutor.decision if step.cps_decision == "not_sought" else step.cps_decision,
        dpp_consent=step.dpp_consent or prosecutor.dpp_consent,
        gravity_final=found.disposal.gravity_final if step.gravity_final is None else step.gravity_final,
    )
    facts = queries.case_of(found.view).facts(step, found.plan, found.disposal.deadline_reason or "")
    aside = tuple(sorted({*queries.set_aside(found.events), *cleared}))
    return judge(found.disposal.kind, facts, gate, aside)


def step_now(by: Viewer, **brings: Any) -> Step:
    """The step that this person takes today, with the rank they hold; `brings` is what the step itself records."""
    rank = rank_on(by.user_id, clock.today())
    return Step(on=clock.today(), rank_level=rank.level if rank else None, **brings)


def rank_to_set_aside(by: Viewer, rank_level: int | None) -> int | None:
    """The rank that counts where guidance is set aside: a deciding officer's. A custody officer only proposes."""
    return rank_level if by.role.value == Desk.DECIDER.value else None


def keep(disposal: Disposal, taken: DisposalEvent, judged: Judged, more: Mapping[str, Any] | None = None) -> Judgement:
    """Keep what a step was judged on. `more` are facts beside those the rules read."""
    return Judgement(
        disposal_id=disposal.id,
        event_id=taken.id,
        kind=disposal.kind,
        gate=judged.gate.name.lower(),
        on=clock.today(),
        facts=judged.as_facts(more),
        cleared=canonical(list(judged.cleared)),
        verdict=judged.opinion.verdict,
        results=judged.as_results,
        rules_version=judged.book.version,
    )
