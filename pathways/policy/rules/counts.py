"""Counting what a change would alter, by disposal and by area, drug, age and ethnicity, with small numbers hidden.

The rule for small numbers is that of every report (`small_numbers`), applied to the four cuts together, because each
divides the same decisions. A row with one hidden number shows none of its changes.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from pathways.law.rules.disposal_terms import Kind, Verdict
from pathways.policy.rules.what_if import AnswerAgain, Change
from pathways.small_numbers.masking import hidden_of
from pathways.small_numbers.published import TOO_FEW_BASE, Figure, Known, Published, Rank, Sum, is_small
from pathways.vocabulary import Worded

AGES: Final = ((18, "Under 18"), (25, "18 to 24"), (35, "25 to 34"), (45, "35 to 44"), (55, "45 to 54"))
Row = tuple[str, str]
"""A cut and one of its labels."""
WHOLE, ALL = "decisions", "every pair"


class Cut(Worded):
    """A way to divide the decisions."""

    AREA = "area", "Area", "The custody suite; decisions without one are counted separately."
    DRUG = "drug", "Drug", "The drug of the offence as recorded, never of a test."
    AGE = "age", "Age", "On the day it was proposed."
    ETHNICITY = "ethnicity", "Ethnicity", "As the person described it."


def age_band(age: object) -> str:
    """The band of an age. People whose age is not known are a band of their own."""
    if not isinstance(age, int):
        return "Not known"
    return next((words for below, words in AGES if age < below), "55 or over")


@dataclass
class AnswerTally:
    """The answers so far: each distinct answer, with the labels of its decisions, counted."""

    counts: Counter[tuple[AnswerAgain, tuple[str, ...]]] = field(default_factory=Counter)
    unanswered: int = 0

    def add(self, answer: AnswerAgain | None, labels: tuple[str, ...], people: int = 1) -> None:
        """Count decisions with one answer; `labels` are in the order of `Cut`."""
        if answer is None:
            self.unanswered += people
        else:
            self.counts[answer, labels] += people

    def as_json(self) -> dict[str, Any]:
        return {
            "unanswered": self.unanswered,
            "counts": [[_kept(answer), list(labels), people] for (answer, labels), people in self.counts.items()],
        }


def tally_of(stored: dict[str, Any]) -> AnswerTally:
    """The tally that was stored between two looks at a run."""
    counts = Counter({(_read(answer), tuple(labels)): people for answer, labels, people in stored["counts"]})
    return AnswerTally(counts=counts, unanswered=stored["unanswered"])


def _kept(answer: AnswerAgain) -> list[Any]:
    changes = [
        [change.kind.value, change.was.value, change.would_be.value, list(change.why)] for change in answer.changes
    ]
    return [changes, answer.open_before, answer.open_after]


def _read(stored: list[Any]) -> AnswerAgain:
    changes = tuple(Change(Kind(kind), Verdict(was), Verdict(then), tuple(why)) for kind, was, then, why in stored[0])
    return AnswerAgain(changes, stored[1], stored[2])


def result_of(tally: AnswerTally) -> dict[str, Any]:
    """What may be shown, as JSON: numbers, and None where one is hidden. The rest of the tally is dropped."""
    counted = _Counted(tally)
    if counted.decisions < TOO_FEW_BASE:
        return {"too_few": True, "decisions": _shown(counted.decisions), "unanswered": _shown(tally.unanswered)}
    pairs = counted.pairs_shown()
    return {
        "too_few": False,
        "decisions": counted.decisions,
        "unanswered": _shown(tally.unanswered),
        "changed": _guarded(counted.changed, counted.decisions),
        "verdicts": pairs.get(None),
        "nothing_before": counted.nothing_before_shown(),
        "nothing_after": _guarded(counted.nothing_after, counted.decisions),
        "pairs": [[*_words(change), pairs.get(change)] for change in counted.pairs],
        "cuts": counted.cuts([change for change in counted.pairs if pairs.get(change)]),
    }


def _shown(people: int) -> int | None:
    return None if is_small(people) else people


def _guarded(people: int, whole: int) -> int | None:
    """A part of a whole that is shown; None where the part or what remains of the whole is small."""
    return None if is_small(people) or is_small(whole - people) else people


def _words(change: Change) -> list[str]:
    return [change.kind.label, change.was.label, change.would_be.label, ", ".join(change.why)]


class _Counted:
    """The tally summed up: by pair (a changed verdict), by row (a cut and a label), and by both."""

    def __init__(self, tally: AnswerTally) -> None:
        self.decisions = self.changed = self.nothing_before = self.nothing_after = self.closed = self.opened = 0
        self.by_pair: Counter[Change] = Counter()
        self.of_row: Counter[Row] = Counter()
        self.nothing_of_row: Counter[Row] = Counter()
        self.pair_of_row: dict[Change, Counter[Row]] = {}
        for (answer, labels), people in tally.counts.items():
            rows = list(zip((cut.value for cut in Cut), labels, strict=True))
            self.decisions += people
            self.changed += people if answer.changes else 0
            self.nothing_before += 0 if answer.open_before else people
            self.nothing_after += 0 if answer.open_after else people
            self.closed += people if answer.open_before and not answer.open_after else 0
            self.opened += people if answer.open_after and not answer.open_before else 0
            for row in rows:
                self.of_row[row] += people
                self.nothing_of_row[row] += 0 if answer.open_after else people
            for change in answer.changes:
                self.by_pair[change] += people
                for row in rows:
                    self.pair_of_row.setdefault(change, Counter())[row] += people
        kinds = list(Kind)
        self.pairs = sorted(
            self.by_pair, key=lambda change: (kinds.index(change.kind), change.was, change.would_be, change.why)
        )

    def nothing_before_shown(self) -> int | None:
        """How many had nothing open before; None where the difference to afterwards would tell of a few people."""
        tells = (
            is_small(self.closed) or is_small(self.opened) or is_small(abs(self.nothing_after - self.nothing_before))
        )
        return None if tells else _guarded(self.nothing_before, self.decisions)

    def pairs_shown(self) -> dict[Change | None, int]:
        """Each pair that may be shown, and under None their sum."""
        if not self.pairs:
            return {None: 0}
        hidden = hidden_of(self._published_of_pairs())
        if hidden is None:
            return {}
        shown: dict[Change | None, int] = {} if ALL in hidden else {None: sum(self.by_pair.values())}
        return shown | {
            change: self.by_pair[change] for place, change in enumerate(self.pairs) if str(place) not in hidden
        }

    def _published_of_pairs(self) -> Published:
        """The pairs and their sum. A changed decision has at least one of the pairs, and at most one of a disposal."""
        total = sum(self.by_pair.values())
        figures = [
            Figure(name=WHOLE, people=self.decisions, stays=True),
            Figure(name=ALL, people=total, rank=Rank.TOTAL),
        ]
        sums = [Sum(ALL, tuple(str(place) for place in range(len(self.pairs))))]
        for place, change in enumerate(self.pairs):
            figures.append(Figure(name=str(place), people=self.by_pair[change]))
            figures.append(Figure(name=f"not {place}", people=self.decisions - self.by_pair[change], printed=False))
            sums.append(Sum(WHOLE, (str(place), f"not {place}")))
        kinds = list(dict.fromkeys(change.kind for change in self.pairs))
        known = [Known(name=ALL, low=self.changed, high=self.changed * len(kinds))]
        for kind in kinds:
            places = [place for place, change in enumerate(self.pairs) if change.kind is kind]
            people = sum(self.by_pair[self.pairs[place]] for place in places)
            figures.append(Figure(name=kind.value, people=people, printed=False, of_people=False))
            sums.append(Sum(kind.value, tuple(str(place) for place in places)))
            known.append(Known(name=kind.value, high=self.changed))
        return Published(figures=figures, sums=sums, known=known)

    def cuts(self, pairs: list[Change]) -> dict[str, list[list[Any]]] | None:
        """The rows of each cut: label, decisions, nothing left open, each pair. None where no hiding is safe."""
        parts = {str(place): (self.pair_of_row[change], self.by_pair[change]) for place, change in enumerate(pairs)}
        if _guarded(self.nothing_after, self.decisions) is not None:
            parts["nothing"] = (self.nothing_of_row, self.nothing_after)
        hidden: set[str] = set()
        for cut in Cut:
            of_cut = hidden_of(self._published_of_cut(cut, parts, pairs))
            if of_cut is None:
                return None
            hidden |= of_cut

        def number(part: str, row: Row) -> int | None:
            if part not in parts or _of_row(part, row) in hidden:
                return None
            return parts[part][0][row]

        names = [str(place) for place in range(len(pairs))]
        return {
            cut.value: [
                [row[1], None if _of_row(WHOLE, row) in hidden else self.of_row[row], number("nothing", row)]
                + [number(name, row) for name in names]
                for row in sorted(self.of_row)
                if row[0] == cut.value
            ]
            for cut in Cut
        }

    def _published_of_cut(self, cut: Cut, parts: dict[str, tuple[Counter[Row], int]], pairs: list[Change]) -> Published:
        """The rows of a cut: its decisions, and of each part a number that is no more. The totals are always shown.

        Of one disposal a decision has one pair at most, so those of a row are no more than the row together.
        """
        rows = [row for row in sorted(self.of_row) if row[0] == cut.value]
        figures = [Figure(name=WHOLE, people=self.decisions, stays=True)]
        figures += [Figure(name=_of_row(WHOLE, row), people=self.of_row[row], rank=Rank.SUBTOTAL) for row in rows]
        sums = [Sum(WHOLE, tuple(_of_row(WHOLE, row) for row in rows))]
        for part, (counts, total) in parts.items():
            figures.append(Figure(name=part, people=total, stays=True))
            sums.append(Sum(part, tuple(_of_row(part, row) for row in rows)))
            for row in rows:
                name, rest = _of_row(part, row), f"not {_of_row(part, row)}"
                figures.append(Figure(name=name, people=counts[row], row="|".join(row)))
                figures.append(Figure(name=rest, people=self.of_row[row] - counts[row], printed=False))
                sums.append(Sum(_of_row(WHOLE, row), (name, rest)))
        of_kind = {
            kind: [str(place) for place, change in enumerate(pairs) if change.kind is kind]
            for kind in dict.fromkeys(change.kind for change in pairs)
        }
        for kind, places in of_kind.items():
            for row in rows if len(places) > 1 else ():
                unchanged = self.of_row[row] - sum(parts[place][0][row] for place in places)
                rest = f"no {_of_row(kind.value, row)}"
                figures.append(Figure(name=rest, people=unchanged, printed=False))
                sums.append(Sum(_of_row(WHOLE, row), (*(_of_row(place, row) for place in places), rest)))
        return Published(figures=figures, sums=sums)


def _of_row(part: str, row: Row) -> str:
    return f"{part} of {'|'.join(row)}"
