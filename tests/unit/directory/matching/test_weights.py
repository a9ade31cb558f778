"""The points of routing: a dated table that is read whole or not at all."""

from datetime import date

import pytest

from pathways.directory.matching.rules.weights import BadWeights, Criterion, read_weights, shipped_weights, weights_on

HEAD = "version,valid_from,valid_to,criterion,points,source,mark\n"


def table(version: int, starts: str, ends: str = "", **changed: str) -> str:
    points = {each.value: "1" for each in Criterion} | changed
    return "".join(f"{version},{starts},{ends},{name},{count},A source,design\n" for name, count in points.items())


def test_the_table_that_is_shipped_says_how_much_everything_counts() -> None:
    assert all(set(weights.points) == set(Criterion) for weights in shipped_weights())


def test_the_version_of_the_day_counts_and_its_last_day_is_the_day_before_it_ends() -> None:
    both = read_weights(HEAD + table(2, "2026-04-01") + table(1, "2025-01-01", "2026-04-01"))
    assert [weights_on(day, both).version for day in (date(2026, 3, 31), date(2026, 4, 1))] == [1, 2]
    assert weights_on(date(2024, 1, 1), both).version == 1


def test_a_day_that_no_version_covers_is_an_error_and_never_guessed() -> None:
    ended = read_weights(HEAD + table(1, "2025-01-01", "2026-04-01"))
    with pytest.raises(ValueError, match="No routing weights are in force on 2026-04-01"):
        weights_on(date(2026, 4, 1), ended)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("version,points\n", "line 1: the columns must be"),
        (HEAD, "line 2: the table holds no row"),
        (HEAD + "1,2025-01-01,,wait_day,1,A source\n", "line 2: 6 columns, not 7"),
        (HEAD + "1,2025-01-01,,ethnicity,1,A source,design\n", "line 2: “ethnicity” is nothing that points are"),
        (HEAD + "1,2025-13-01,,wait_day,1,A source,design\n", "line 2: valid_from “2025-13-01” is no date"),
        (HEAD + "1,2025-01-01,2025-01-01,wait_day,1,A source,design\n", "line 2: valid_to must be after valid_from"),
        (HEAD + "1,2025-01-01,,wait_day,-4,A source,design\n", "line 2: points “-4” must be a whole number"),
        (HEAD + "1,2025-01-01,,wait_day,1001,A source,design\n", "line 2: points “1001” must be a whole number"),
        (HEAD + "one,2025-01-01,,wait_day,1,A source,design\n", "line 2: version “one” must be a whole number"),
        (HEAD + "1,2025-01-01,,wait_day,1,,design\n", "line 2: a source and its mark"),
        (HEAD + "1,2025-01-01,,wait_day,1,A source,surely\n", "line 2: a source and its mark"),
        (HEAD + table(1, "2025-01-01") + "1,2025-01-01,,wait_day,1,A source,design\n", "line 13: version 1 counts"),
        (HEAD + table(1, "2025-01-01") + "1,2025-02-01,,wait_day,1,A source,design\n", "line 13: version 1 has other"),
        (HEAD + "1,2025-01-01,,wait_day,1,A source,design\n", "version 1 does not say how much wait_most counts"),
        (HEAD + table(1, "2025-01-01") + table(2, "2026-01-01"), "versions 1 and 2 are in force on the same day"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(BadWeights) as refused:
        read_weights(text)
    assert any(each.startswith(fault) for each in refused.value.faults), refused.value.faults


def test_every_bad_line_is_named_at_once() -> None:
    with pytest.raises(BadWeights) as refused:
        read_weights(HEAD + table(1, "2025-01-01", wait_day="x", women_only="y"))
    assert [each.split(":")[0] for each in refused.value.faults if each.startswith("line")] == ["line 5", "line 8"]
