"""How the cost of the same thing grew with the number of referrals: a ratio of ratios, each beside a primary-key trip or
the raw submit of its own run."""

from tests.bench.figures import WIDTH, Figure

WITHIN = 2
"""The largest may cost at most so many times what the smallest does (measures: 5M within 2x of 20k)."""


def table(name: str, by_size: dict[int, tuple[Figure, ...]]) -> str:
    """A line for each list and submit: the median at every size, and the growth from the smallest to the largest."""
    sizes = sorted(by_size)
    head = f"{'':{WIDTH}} " + " ".join(f"{size:>10,}" for size in sizes) + "    growth"
    lines = [f"{name}. How the cost grew", "-" * len(head), head]
    for first in by_size[sizes[0]]:
        same = [next(each for each in by_size[size] if each.what == first.what) for size in sizes]
        if not first.has_target:
            continue
        shown = " ".join(f"{each.median:>10.1f}" for each in same)
        # A share of the raw submit shrinks where the cost grows; a number of trips grows with it.
        smallest, largest = same[0].median, same[-1].median
        grew = smallest / largest if first.at_least is not None else largest / smallest
        verdict = "met" if grew <= WITHIN else "MISSED"
        lines.append(f"{first.what:{WIDTH}} {shown} {grew:8.2f}x  at most {WITHIN}x  {verdict}")
    return "\n".join(lines)
