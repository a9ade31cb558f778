"""Tables that a reader lays beside each other, as a year and its quarters: what the next one hides for the sake of all.

Tables are decided in turn. What was published stays as it is, whoever comes later: what it shows is known to the
reader, and what it hides must not be worked out by the next one either (treatment reference 4.4: figures already
published are equations; quarter and quarters before are a year to date).
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from pathways.small_numbers.masking import hidden_of
from pathways.small_numbers.published import Figure, Known, Published, Sum
from pathways.small_numbers.readers import Reader


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is published as one. Its figures are named by what they count; `hidden` are those with a star."""

    name: str
    published: Published
    hidden: frozenset[str] = frozenset()

    def of(self, name: str) -> str:
        """What a figure is called beside other tables."""
        return f"{self.name}: {name}"

    @cached_property
    def as_decided(self) -> tuple[Figure, ...]:
        """Its figures as they lie beside another table, each shown or hidden for good. They are laid beside the next
        table once for each reader and each aspect, which took longer than anything else."""
        return tuple(
            Figure(
                name=self.of(each.name),
                people=each.people,
                printed=each.printed,
                rank=each.rank,
                stays=each.printed and each.name not in self.hidden,
                star=each.star,
                of_people=each.of_people,
                withheld=each.printed and each.name in self.hidden,
                aspect=each.aspect,
            )
            for each in self.published.figures
        )

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """How its figures add up, called as beside other tables."""
        return tuple(Sum(self.of(each.whole), tuple(map(self.of, each.parts))) for each in self.published.sums)

    @property
    def known(self) -> Iterator[Known]:
        """What is known of its figures, called as beside other tables."""
        return (replace(each, name=self.of(each.name)) for each in self.published.known)


@dataclass(frozen=True)
class Whole:
    """A table that counts whoever its parts count: what both print adds up, but for those who come twice.

    How many come twice nobody prints. A reader is taken to know it: whoever knows the people may. Where it is not
    `is_settled`, because a part is missing or was known on an earlier day, what lies between is a number of people too.
    By `names` (in the whole, in each part), or by whatever both print by one name where there are none.
    """

    whole: str
    parts: tuple[str, ...]
    is_settled: bool = True
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Near:
    """Two tables that count the same people by the same names, or all but some: on two days, or in two reports.

    By those of `names` that both have, or by whatever both print where there are none. Between two figures lies a
    number of people, and where it is small a reader must not work it out.
    """

    first: str
    second: str
    names: tuple[tuple[str, str], ...] = ()


Link = Whole | Near


@dataclass(frozen=True)
class Supposes:
    """What a reader takes for known although nobody prints it.

    That nothing changed where two figures of the same people are equal in truth, and how many come twice.
    """

    nothing_changed: bool = True
    who_comes_twice: bool = True


READERS = (Supposes(), Supposes(nothing_changed=False), Supposes(nothing_changed=False, who_comes_twice=False))
"""Whoever supposes most comes first: what is safe from them is safe from the others too."""


def hidden_beside(table: Table, others: Iterable[Table], links: Iterable[Link]) -> Table:
    """The table as it may be published beside the others: with what it hides.

    What is common to all its aspects is decided first, then each aspect by itself: they hang together by that alone.
    """
    table, others, links = _fallen(table), tuple(others), tuple(links)
    for aspect in dict.fromkeys(("", *(each.aspect for each in table.published.figures))):
        decided = _of_aspect(table, aspect)
        if aspect:
            common = _of_aspect(table, "")
            stays = {each.name for each in common.published.figures if each.printed} - table.hidden
            decided = _settled(decided, stays, table.hidden)
        made = _hidden(decided, [_of_aspect(each, aspect) for each in others], links)
        stars = {each.name: each.star for each in made.published.figures}
        figures = tuple(
            each if stars.get(each.name, each.star) == each.star else replace(each, star=stars[each.name])
            for each in table.published.figures
        )
        table = replace(table, published=replace(table.published, figures=figures), hidden=table.hidden | made.hidden)
    published, hidden = table.published.with_what_falls(table.hidden)
    return replace(table, published=published, hidden=hidden)


def _of_aspect(table: Table, aspect: str) -> Table:
    """What a table has of an aspect, and what is common to all."""
    figures = tuple(each for each in table.published.figures if each.aspect in ("", aspect))
    if len(figures) == len(table.published.figures):
        return table
    names = {each.name for each in figures}
    published = Published(
        figures=figures,
        sums=tuple(each for each in table.published.sums if names.issuperset((each.whole, *each.parts))),
        known=tuple(each for each in table.published.known if each.name in names),
    )
    return replace(table, published=published, hidden=table.hidden & names)


def _settled(table: Table, stays: Collection[str], hidden: Collection[str]) -> Table:
    """The table with what was decided of it already."""
    figures = tuple(
        replace(each, stays=each.name in stays, withheld=each.withheld or each.name in hidden)
        for each in table.published.figures
    )
    return replace(table, published=replace(table.published, figures=figures))


def _hidden(table: Table, others: Collection[Table], links: Collection[Link]) -> Table:
    """The least is hidden that leaves no small figure of any of them to be worked out.

    What somebody who supposes much has worked out, whatever this table hides, is no reason to hide more of it for their
    sake. Somebody who supposes less has not, and must not have it from this table: so they are asked as well. Where
    everybody has some of it anyhow, the table hides what it would by itself: it tells nobody the rest.
    """
    alone = table.published
    for supposes in READERS:
        table, is_lost = _hidden_from(table, others, links, supposes)
        if not is_lost:
            return table
    published, hidden = table.published.with_what_falls(table.hidden | (hidden_of(alone) or frozenset()))
    return replace(table, published=published, hidden=hidden)


def _hidden_from(
    table: Table, others: Collection[Table], links: Collection[Link], supposes: Supposes
) -> tuple[Table, bool]:
    """What is hidden for the sake of one reader beside what is already, and whether they have something anyhow.

    Where hiding is not enough, because a star tells that there is somebody, noughts are hidden too.
    """
    before = table.hidden
    table = _settled(table, [each.name for each in table.published.figures if each.stays], before)
    for each in (table, _with_noughts(table)):
        published = _of_interest(
            laid_together(each, others, links, supposes), [each.of(figure.name) for figure in each.published.figures]
        )
        if (hidden := hidden_of(published)) is not None:
            return _as_hidden(each, hidden, before), False
    hidden = hidden_of(_without_the_lost(published))
    whole = frozenset(figure.name for figure in published.figures if figure.printed)
    return _as_hidden(each, whole if hidden is None else hidden, before), True


def _as_hidden(table: Table, hidden: frozenset[str], before: frozenset[str]) -> Table:
    own = before | frozenset(each.name for each in table.published.figures if table.of(each.name) in hidden)
    published, hides = table.published.with_what_falls(own)
    return replace(table, published=published, hidden=hides)


def _with_noughts(table: Table) -> Table:
    """The table of which a star may be a nought."""
    figures = tuple(replace(each, star=0) if each.printed else each for each in table.published.figures)
    return replace(table, published=replace(table.published, figures=figures))


def hidden_alone(name: str, published: Published) -> Table:
    """The same of a table that nothing stands beside."""
    return hidden_beside(Table(name=name, published=published), (), ())


def _fallen(table: Table) -> Table:
    """The table with all withheld that falls with what is withheld anyway: nothing need be hidden for its sake."""
    published, gone = table.published.with_what_falls(
        frozenset(each.name for each in table.published.figures if each.withheld)
    )
    figures = tuple(
        each if each.withheld == (each.name in gone) else replace(each, withheld=True) for each in published.figures
    )
    return replace(table, published=replace(published, figures=figures))


def laid_together(
    table: Table, others: Iterable[Table], links: Iterable[Link], supposes: Supposes = READERS[0]
) -> Published:
    """Every equation that a reader has of this table, still to be decided, and of the others, which are."""
    tables = {each.name: each for each in (table, *others)}
    figures = [replace(each, name=table.of(each.name), falls_with=()) for each in table.published.figures]
    figures += chain.from_iterable(other.as_decided for other in tables.values() if other is not table)
    sums = list(chain.from_iterable(each.sums for each in tables.values()))
    known = list(chain.from_iterable(each.known for each in tables.values()))
    by_name = {each.name: each for each in figures}
    for link in links:
        equations = (
            _of_whole(link, tables, by_name, supposes)
            if isinstance(link, Whole)
            else _of_near(link, tables, by_name, supposes)
        )
        for more, equation in equations:
            figures += more
            by_name.update((each.name, each) for each in more)
            sums.append(equation)
    return Published(figures=tuple(figures), sums=tuple(sums), known=tuple(known))


Equation = tuple[list[Figure], Sum]


def _printed(table: Table) -> list[str]:
    return [each.name for each in table.published.figures if each.printed]


def _of_whole(
    link: Whole, tables: Mapping[str, Table], figures: Mapping[str, Figure], supposes: Supposes
) -> Iterator[Equation]:
    """That what the whole prints is what its parts print, and those who come twice.

    Where one side is nobody and the other is not, whoever comes twice is all there is: that nobody knows.
    """
    of_part = {part: tables[part].published.by_name for part in link.parts}
    for name, of_parts in link.names or tuple((each, each) for each in _printed(tables[link.whole])):
        if f"{link.whole}: {name}" not in figures:
            continue
        whole = figures[f"{link.whole}: {name}"]
        parts = tuple(f"{part}: {of_parts}" for part in link.parts if of_parts in of_part[part])
        together = sum(figures[part].people for part in parts)
        if not parts or not together or not whole.people:
            continue
        called, apart = f"{whole.name} of {', '.join(link.parts)}", together - whole.people
        is_known = link.is_settled and supposes.who_comes_twice
        between = Figure(
            name=f"{called}, what lies between",
            people=abs(apart),
            printed=is_known,
            stays=is_known,
            of_people=not link.is_settled,
        )
        if apart <= 0:
            yield [between], Sum(whole.name, (*parts, between.name))
            continue
        sum_of_parts = Figure(name=f"{called}, all", people=together, printed=False, of_people=False)
        yield [sum_of_parts], Sum(sum_of_parts.name, parts)
        yield [between], Sum(sum_of_parts.name, (whole.name, between.name))


def _of_near(
    link: Near, tables: Mapping[str, Table], figures: Mapping[str, Figure], supposes: Supposes
) -> Iterator[Equation]:
    """What lies between two figures."""
    both = set(_printed(tables[link.second]))
    names = link.names or tuple((each, each) for each in _printed(tables[link.first]) if each in both)
    for of_first, of_second in names:
        called = (f"{link.first}: {of_first}", f"{link.second}: {of_second}")
        if not figures.keys() >= set(called):
            continue
        pair = (figures[called[0]], figures[called[1]])
        less, more = sorted(pair, key=lambda each: each.people)
        if less.people == more.people and supposes.nothing_changed:
            yield [], Sum(more.name, (less.name,))
            continue
        between = Figure(name=f"{more.name} without {less.name}", people=more.people - less.people, printed=False)
        yield [between], Sum(more.name, (less.name, between.name))


# A reader has all that was ever published; most of it says nothing about the next table. What follows from what is
# shown is put in numbers, and what hangs together with nothing of this table is left out.


def _of_interest(published: Published, own: Collection[str]) -> Published:
    """The equations that hang together with these figures, with everything else that is known put in numbers."""
    undecided, by_name = set(own), published.by_name
    lows = {each.name: max(each.low, by_name[each.name].least) for each in published.known}
    least = {each.name: lows.get(each.name, each.least) for each in published.figures}
    known = _followed(published, undecided, least)
    of_sum = [_unknown(each, known) for each in published.sums]
    having: dict[str, list[int]] = {}
    for place, names in enumerate(of_sum):
        for name in names:
            having.setdefault(name, []).append(place)
    met, ahead, places = set(undecided), deque(undecided), set()
    while ahead:
        for place in having.get(ahead.popleft(), ()):
            places.add(place)
            more = of_sum[place] - met
            met |= more
            ahead.extend(more)
    figures = [each for each in published.figures if each.name in met]
    sums = []
    for place in sorted(places):
        constant, equation = _in_numbers(published.sums[place], known, by_name, f"known in equation {place}")
        figures += constant
        sums.append(equation)
    return Published(
        figures=tuple(figures), sums=tuple(sums), known=tuple(each for each in published.known if each.name in met)
    )


def _unknown(equation: Sum, known: Collection[str]) -> set[str]:
    return {name for name in (equation.whole, *equation.parts) if name not in known}


def _followed(published: Published, undecided: Set[str], least: Mapping[str, int]) -> set[str]:
    """What is known whatever is decided: what stays, the last of a sum, and the parts of which none is left to tell."""
    by_name = published.by_name
    known = {each.name for each in published.figures if each.stays}
    of_name: dict[str, list[Sum]] = {}
    for equation in published.sums:
        for name in {equation.whole, *equation.parts}:
            of_name.setdefault(name, []).append(equation)
    ahead = deque(published.sums)
    while ahead:
        equation = ahead.popleft()
        unknown = _unknown(equation, known)
        if not unknown or not unknown.isdisjoint(undecided):
            continue
        parts = Counter(equation.parts)
        at_least = sum(least[name] * times for name, times in parts.items() if name in unknown)
        left = by_name[equation.whole].people - sum(
            by_name[name].people * times for name, times in parts.items() if name in known
        )
        if len(unknown) > 1 and (equation.whole in unknown or left > at_least):
            continue
        known |= unknown
        for name in unknown:
            ahead.extend(of_name[name])
    return known


def _in_numbers(
    equation: Sum, known: Collection[str], by_name: Mapping[str, Figure], called: str
) -> tuple[list[Figure], Sum]:
    """A sum with one number in the place of all that is known in it."""
    unknown = tuple(part for part in equation.parts if part not in known)
    number = sum(by_name[part].people for part in equation.parts if part in known)
    if equation.whole not in known:
        if not number:
            return [], Sum(equation.whole, unknown)
        constant = Figure(name=called, people=number, stays=True, of_people=False)
        return [constant], Sum(equation.whole, (*unknown, called))
    constant = Figure(name=called, people=by_name[equation.whole].people - number, stays=True, of_people=False)
    return [constant], Sum(called, unknown)


def _without_the_lost(published: Published) -> Published:
    """The same, hiding and not guarding what can be worked out even where this table shows nothing at all."""
    reader = Reader(published)
    reader.look_at([each.name for each in published.figures if each.may_be_hidden])
    lost = {name for name in published.guarded if not reader.works_out(name).is_safe}
    figures = [
        replace(each, of_people=False, withheld=each.printed and not each.stays) if each.name in lost else each
        for each in published.figures
    ]
    return replace(published, figures=tuple(figures))
