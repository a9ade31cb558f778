"""The law in use: the packaged tables, as one object under one version."""

from pathways.arrest_tests.rules.law import Law, LawBook


def law_book() -> LawBook:
    """Every version of the law that a decision can name."""
    return LawBook()


def law_in_use() -> Law:
    """What a decision taken now rests on."""
    return law_book().now


def law_of(version: str) -> Law:
    """What a decision recorded under this version rested on."""
    return law_book().as_of(version)
