"""The language of the rule table: what it may say, and how it answers when facts are not known."""

import ast
import itertools

import pytest

from pathways.law.rules.disposal_language import Expression, NotInTheLanguage, parse


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "open('x')",
        "a.b",
        "a[0]",
        "a + 1",
        "(lambda: True)()",
        "[x for x in a]",
        "a if b else c",
        "1 < a < 3",
        "a is None",
        "f'{a}'",
        "None",
        "_secret",
        "a in (1, 2)",
        "a in [b]",
        "-a",
        "a :=1",
        "",
        "a ==",
        "{'a'}",
        "*a",
        "b'x' == a",
        "a\0b",
    ],
)
def test_anything_beyond_names_constants_lists_comparisons_and_logic_is_refused(text: str) -> None:
    with pytest.raises(NotInTheLanguage):
        parse(text)


def test_an_expression_names_the_facts_it_reads() -> None:
    assert parse("a and not (b in ['x', 'y'] or c > 3)").names == {"a", "b", "c"}


def test_one_false_operand_settles_an_and_whatever_is_not_known() -> None:
    assert parse("a and b").answer({"a": False}).value is False


def test_one_true_operand_settles_an_or_whatever_is_not_known() -> None:
    assert parse("a or b").answer({"b": True}).value is True


def test_what_is_not_known_stays_not_known_and_is_named() -> None:
    answer = parse("a and b and c").answer({"a": True})
    assert (answer.value, answer.missing) == (None, {"b", "c"})


def test_not_of_unknown_is_unknown() -> None:
    assert parse("not a").answer({}).value is None
    assert parse("not a").answer({"a": None}).missing == {"a"}


def test_a_comparison_with_something_not_known_is_not_known() -> None:
    assert parse("a > cfg_b").answer({"a": 3}).missing == {"cfg_b"}
    assert parse("a != 'full'").answer({}).value is None


def test_zero_is_not_no_and_one_is_not_yes() -> None:
    assert parse("a == 0").answer({"a": False}).value is False
    assert parse("a == True").answer({"a": 1}).value is False


def test_a_word_is_looked_up_in_a_list_of_the_table_or_of_a_setting() -> None:
    assert parse("a in ['x', 'y']").answer({"a": "y"}).value is True
    assert parse("a not in cfg_list").answer({"a": "z", "cfg_list": ("x", "y")}).value is True


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("a", {"a": "word"}),
        ("not a", {"a": 1}),
        ("a > 1", {"a": "word"}),
        ("a > 1", {"a": True}),
        ("a in b", {"a": "x", "b": "y"}),
    ],
)
def test_a_fact_of_the_wrong_shape_is_an_error_and_never_an_answer(text: str, facts: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        parse(text).answer(facts)


def test_the_three_valued_answer_is_what_every_completion_of_the_unknowns_agrees_on_for_plain_logic() -> None:
    for text in ("a and b", "a or b", "not a or b", "a and (b or not c)", "not (a and b) or c"):
        expression = parse(text)
        names = sorted(expression.names)
        for values in itertools.product((True, False, None), repeat=len(names)):
            facts = dict(zip(names, values, strict=True))
            open_names = [name for name in names if facts[name] is None]
            completions = {
                expression.answer(facts | dict(zip(open_names, filled, strict=True))).value
                for filled in itertools.product((True, False), repeat=len(open_names))
            }
            answer = expression.answer(facts).value
            assert answer is None or completions == {answer}


def test_the_tree_is_parsed_once_and_kept() -> None:
    assert isinstance(parse("a").tree, ast.Name)


def test_a_tree_that_was_never_checked_is_not_evaluated() -> None:
    added = Expression("a + 1", ast.parse("a + 1", mode="eval").body, frozenset({"a"}))
    nested = Expression("a in [[1]]", ast.parse("a in [[1]]", mode="eval").body, frozenset({"a"}))
    with pytest.raises(NotInTheLanguage):
        added.answer({"a": 1})
    with pytest.raises(TypeError):
        nested.answer({"a": 1})


def test_an_expression_that_comes_to_a_word_is_an_error() -> None:
    with pytest.raises(TypeError, match="does not come to yes or no"):
        parse("a").answer({"a": "word"})
