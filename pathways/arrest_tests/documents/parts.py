"""Papers made of named lines: filled from the record, or left open to be written on by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pathways.documents import Paper

Parts = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Headings, each with its lines: a key and the words that stand on the paper."""


@dataclass(frozen=True)
class ByHand:
    """How a line is answered with a pen: what may be ticked, and how many lines there are to write on."""

    choices: tuple[str, ...] = ()
    lines: int = 1


def write(
    paper: Paper, parts: Parts, values: Mapping[str, str] | None, by_hand: Mapping[str, ByHand] | None = None
) -> None:
    """Every line of every part; without values each leaves room to tick and to write, as `by_hand` says."""
    for heading, lines in parts:
        if values is None:
            asked = [(label, (by_hand or {}).get(key, ByHand())) for key, label in lines]
            paper.form(heading, [(label, answer.choices, answer.lines) for label, answer in asked])
        else:
            paper.facts(heading, [(label, values.get(key) or "Not recorded") for key, label in lines])
