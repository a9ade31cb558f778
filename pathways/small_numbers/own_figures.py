"""Readers who hold figures of their own, as a provider holds those of its services: the table is safe from them too.

Whoever knows one part of a total to the digit takes it off, and what is left is of the others. So each such reader is a
reader like any other (`beside.py`), with more that is known: what must not be worked out by one of them is hidden from
all, since the table is the same for all.
"""

from collections.abc import Iterable
from dataclasses import replace

from pathways.small_numbers.beside import Link, Table, hidden_beside
from pathways.small_numbers.published import Figure, Own


def hidden_from_each(table: Table, others: Iterable[Table], links: Iterable[Link]) -> Table:
    """The table as it may be published beside the others, to whoever has them all and also to each who has own figures.

    What is hidden for the sake of one makes what the others may work out no narrower, so each is asked once.
    """
    others, links = tuple(others), tuple(links)
    table = hidden_beside(table, others, links)
    readers = dict.fromkeys(own.reader for each in (table, *others) for own in each.published.own)
    for reader in readers:
        table = _hidden_from(reader, table, others, links)
    return table


def _hidden_from(reader: str, table: Table, others: tuple[Table, ...], links: tuple[Link, ...]) -> Table:
    seen = seen_by(reader, table)
    still = replace(
        seen, published=replace(seen.published, figures=[_withheld(each, seen.hidden) for each in _of(seen)])
    )
    made = hidden_beside(replace(still, hidden=frozenset()), [seen_by(reader, each) for each in others], links)
    own = _own_of(reader, table).names
    stars = {each.name: each.star for each in made.published.figures if each.name not in own}
    figures = [replace(each, star=min(each.star, stars.get(each.name, each.star))) for each in _of(table)]
    published, hidden = replace(table.published, figures=tuple(figures)).with_what_falls(table.hidden | made.hidden)
    return replace(table, published=published, hidden=hidden)


def seen_by(reader: str, table: Table) -> Table:
    """The table as it is for a reader: their own figures are known, and what is printed for them alone is printed."""
    own = _own_of(reader, table)
    if not own.names and not own.shown:
        return table
    names, shown = frozenset(own.names), frozenset(own.shown)
    figures = tuple(_known(each) if each.name in names else _printed(each, shown) for each in _of(table))
    return replace(table, published=replace(table.published, figures=figures), hidden=table.hidden - names)


def _own_of(reader: str, table: Table) -> Own:
    return next((each for each in table.published.own if each.reader == reader), Own(reader=reader, names=()))


def _of(table: Table) -> tuple[Figure, ...]:
    return tuple(table.published.figures)


def _known(figure: Figure) -> Figure:
    return replace(figure, printed=True, stays=True, of_people=False, withheld=False, row="", falls_with=())


def _printed(figure: Figure, shown: frozenset[str]) -> Figure:
    return replace(figure, printed=True) if figure.name in shown else figure


def _withheld(figure: Figure, hidden: frozenset[str]) -> Figure:
    return replace(figure, withheld=True) if figure.printed and figure.name in hidden else figure
