"""Reports as they are shown where nothing stands beside them, and as they are made one after the other."""

from pathways.reporting.rules import arc, fairness_figures, overview_counts, testing
from pathways.reporting.rules.editions import links_among, read_beside
from pathways.reporting.rules.fairness_tables import fairness_of
from pathways.reporting.rules.funnels import mask_of, parts_between, parts_of
from pathways.reporting.rules.overview import overview_of, shown
from pathways.small_numbers.beside import Table, hidden_alone, hidden_beside
from pathways.small_numbers.published import Published, together


def funnels_alone(*funnels, nested=False):
    """The masks of funnels on one page. `nested`: everybody of the first is in the second too."""
    parts = [parts_of(funnel, place) for place, funnel in enumerate(funnels)]
    if nested:
        parts.append(parts_between(*funnels))
    figures, sums = together(parts)
    hidden = hidden_alone("funnels", Published(figures=tuple(figures), sums=tuple(sums))).hidden
    return tuple(mask_of(funnel, place, hidden) for place, funnel in enumerate(funnels))


def rows_alone(funnel):
    return shown(funnel, *funnels_alone(funnel))


def overview_alone(counts, period, named=()):
    hidden = hidden_alone("overview", overview_counts.published_of(counts)).hidden
    return overview_of(counts, hidden, named=named, period=period)


def arc_alone(counts, period):
    return arc.arc_report(counts, hidden_alone("arc", arc.published_of(counts)).hidden, period)


def fairness_alone(counts, period, groups):
    hidden = hidden_alone("fairness", fairness_figures.published_of(counts)).hidden
    return fairness_of(counts, hidden, period, groups)


def return_alone(counts, period):
    hidden = hidden_alone("return", testing.published_of(counts)).hidden
    return testing.DrugTestingReturn(period=period, counts=counts, hidden=hidden)


def made_together(counts, published_of):
    """The tables of these counts, by their edition: each beside those before it, as they are made."""
    made = {}
    for edition, counted in counts.items():
        beside = read_beside(edition, made)
        table = Table(name=edition.name, published=published_of(counted))
        made[edition] = hidden_beside(table, [made[each] for each in beside], links_among([edition, *beside]))
    return made
