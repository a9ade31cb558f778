"""Housing, work, children, pregnancy, mental health, naloxone: answers of a list that fit each other."""

from collections.abc import Iterator

from pathways.ndtms.rules.cells import coded
from pathways.ndtms.rules.episodes import EpisodeRow
from pathways.ndtms.rules.faults import Asked, Fault, error, warning

MOST_CHILDREN = 30
_ANSWERS = ("ACCMNEED", "EMPSTAT", "PRNTSTAT", "PREGNANT", "DUALDIAG", "NALOXISS")
_NO_CHILDREN_HERE = ("none_with", "not_a_parent")


def family(row: EpisodeRow, asked: Asked) -> Iterator[Fault]:
    """Blank is no fault: nobody was asked, and nothing is said of it."""
    if not row.goes_in_full:
        return
    for field in _ANSWERS:
        value = getattr(row, field)
        if value and coded(asked.lists, field, value) is None:
            yield error(row, field, "This answer is not on the list", "Correct the needs")
    if row.CHILDWTH is not None and not 0 <= row.CHILDWTH <= MOST_CHILDREN:
        yield error(row, "CHILDWTH", f"Not a number of children from 0 to {MOST_CHILDREN}", "Correct it")
    elif row.CHILDWTH and row.PRNTSTAT in _NO_CHILDREN_HERE:
        yield warning(row, "CHILDWTH", "Children live with somebody who has none at home", "Ask again")
    if row.PREGNANT == "yes" and row.SEX == "male":
        yield warning(row, "PREGNANT", "Pregnant, and the sex recorded is male", "Ask again")
