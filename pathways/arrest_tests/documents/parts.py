"""Papers made of named lines: filled from the record, or left open to be written on by hand."""

from collections.abc import Mapping, Sequence

from pathways.documents import Paper

Parts = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Headings, each with its lines: a key and the words that stand on the paper."""
TO_WRITE_ON = "\n\u00a0"


def write(paper: Paper, parts: Parts, values: Mapping[str, str] | None) -> None:
    """Every line of every part; without values each leaves room to write."""
    for heading, lines in parts:
        filled = [(label, TO_WRITE_ON if values is None else values.get(key) or "Not recorded") for key, label in lines]
        paper.facts(heading, filled)
