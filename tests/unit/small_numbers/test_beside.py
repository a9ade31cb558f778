"""What a table hides for the sake of those that were published before it."""

from pathways.small_numbers.beside import Near, Table, Whole, hidden_beside
from pathways.small_numbers.published import Figure, Published, Sum

DRUGS = ("cocaine", "opiates", "both")


def counted(*numbers, more=()):
    """Everybody and each drug; `more` are figures that stand beside them, and how these add up."""
    figures = [Figure(name=name, people=number) for name, number in zip(("whole", *DRUGS), numbers, strict=True)]
    return Published(
        figures=[*figures, *more], sums=[Sum("whole", DRUGS), *([Sum("whole", ("people", "again"))] if more else [])]
    )


def test_where_everybody_has_a_figure_anyhow_a_table_hides_what_it_would_by_itself_and_tells_nobody_the_rest():
    """18 tests of 17 people: each drug was found of as many people as tests, or of one fewer, whatever is hidden."""
    people_tested = (Figure(name="people", people=17), Figure(name="again", people=1, printed=False, of_people=False))
    tests = Table(name="tests", published=counted(18, 5, 8, 5, more=people_tested))
    people = Table(name="people", published=counted(17, 5, 8, 4))
    links = [
        Near("people", "tests", (("whole", "people"),)),
        Whole("people", ("tests",), names=tuple((each, each) for each in DRUGS)),
    ]
    assert hidden_beside(people, [tests], links).hidden == {"cocaine", "both"}
