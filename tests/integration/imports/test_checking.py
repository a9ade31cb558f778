"""`flask import check`: every fault of a file is said, the file of faults holds them all, and nothing is written."""

import csv
import stat
from random import Random

import pytest
from sqlalchemy import func, select

from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.imports.rules.columns import Kind, template
from pathways.people.models.identity import Person
from tests import county
from tests.planted import planted

HEAD, EXAMPLE = template(Kind.DETENTIONS)


def test_a_file_without_a_fault_is_said_to_have_none_and_nothing_is_written(run, db):
    lines, _ = planted(Random(5), 40, 0, separator=";")
    result = run("check", "FILE", "--kind", "people", text="".join(lines), encoding="utf-8-sig")
    assert result.exit_code == 0, result.output
    assert "40 rows without a fault, 0 faults in 0 rows." in result.output
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (Person, AuditEvent)] == [0, 0]


def test_each_fault_is_said_and_written_into_a_file_that_only_its_owner_reads(run, tmp_path):
    lines, where = planted(Random(6), 200, 90)
    faults = tmp_path / "faults.csv"
    result = run("check", "FILE", "--kind", "people", "--faults", str(faults), text="".join(lines))
    assert result.exit_code == 1
    with faults.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((int(row["row"]), row["column"]) for row in rows) == sorted((row, column) for row, column, _ in where)
    assert not [row for row in rows if row["value"].startswith(("=", "+", "-", "@"))]
    assert stat.S_IMODE(faults.stat().st_mode) == 0o600
    assert f"and 40 more faults: all are in {faults}" in result.output
    assert "110 rows without a fault, 90 faults in 90 rows" in result.output
    again = run("check", "FILE", "--kind", "people", "--faults", str(faults))
    assert (again.exit_code, "cannot be made" in again.output) == (1, True)


def test_a_file_that_is_not_utf_8_is_read_and_that_is_said(run):
    lines, _ = planted(Random(7), 30, 0)
    text = "".join(lines).replace("Nguyễn", "Nuñez").replace("Łukasz", "Nuñez")
    result = run("check", "FILE", "--kind", "people", text=text, encoding="latin-1")
    assert result.exit_code == 0, result.output
    assert "Windows-1252" in result.output
    assert "Look at a name with an accent" in result.output


@pytest.mark.parametrize(
    ("content", "what_it_is"), [("", "The file is empty"), ("PK\x03\x04", "This is a workbook"), ("\n", "no header")]
)
def test_a_file_that_holds_no_rows_is_said_to(run, content, what_it_is):
    result = run("check", "FILE", "--kind", "people", text=content)
    assert (result.exit_code, what_it_is in result.output) == (1, True)


def test_detentions_are_checked_against_the_suites_of_the_force_also_those_closed_since(run, the_clock):
    officer = county.user(Role.CO)
    closed = county.suite("Skegness")
    closed.closed_at = the_clock.now()
    row = ",".join(["D1", *EXAMPLE[1:]])
    text = "\n".join(
        [
            ",".join(HEAD),
            row,
            row.replace("D1", "D2").replace("Lincoln", "Skegness"),
            row.replace("D1", "D3").replace("Lincoln", "Leeds"),
        ]
    )
    assert "Say with --by" in run("check", "FILE", "--kind", "detentions", text=text).output
    result = run("check", "FILE", "--kind", "detentions", "--by", officer.sign_in_name, "--system", "ARC team")
    assert "row 4, suite “Leeds”" in result.output
    assert "0 rows without a fault, 3 faults in 3 rows." in result.output
    assert "row 2, person_key “ARC-0417”: Nobody was imported with this key" in result.output


@pytest.mark.parametrize("role", [Role.DM, Role.AD, Role.MG])
def test_only_whoever_adds_people_at_the_desk_may_import(run, role):
    someone = county.user(role)
    result = run("check", "FILE", "--kind", "people", "--by", someone.sign_in_name, text="x")
    assert (result.exit_code, "custody officer" in result.output) == (1, True)
    assert "Nobody signs in" in run("check", "FILE", "--kind", "people", "--by", "nobody@example.test").output


@pytest.mark.parametrize("kind", list(Kind))
def test_the_template_is_a_file_whose_only_fault_is_its_example(run, kind):
    officer = county.user(Role.TW if kind is Kind.ENGAGEMENT else Role.CO)
    printed = run("template", "--kind", kind.value)
    assert printed.output.splitlines()[0] == ",".join(template(kind)[0])
    result = run(
        "check", "FILE", "--kind", kind.value, "--by", officer.sign_in_name, "--system", "x", text=printed.output
    )
    assert "This is the example of the template" in result.output
    assert "0 rows without a fault, 1 fault in 1 row." in result.output
    assert f"{template(kind)[0][0]} (" in run("columns", "--kind", kind.value).output
