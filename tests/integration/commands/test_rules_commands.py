"""`flask rules`: a file of rules is checked, taken into use or refused whole, and every book is kept."""

import json

import pytest
from sqlalchemy import select

from pathways.audit import models as audit_models
from pathways.audit import verify
from pathways.audit.models import AuditEvent
from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law import actions, queries
from pathways.law.models import RuleBookKept
from pathways.law.rules.disposal_book import RULES_VERSION, shipped_book, shipped_text
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Refused
from tests.unit.disposals.rules_file import a_file

OURS = shipped_text().replace("age_at_disposal < 18", "age_at_disposal < 21")
SIGNED_OFF = "Head of criminal justice, 20 March 2027"


@pytest.fixture
def run(app, db, tmp_path):
    """Run `flask rules` on a file with this text, as an administrator of the machine would."""

    def command(what, text=None, **options):
        path = tmp_path / "rules.csv"
        path.write_text(text or "", encoding="utf-8")
        db.session.commit()
        words = [f"--{name}={value}" for name, value in options.items()]
        result = app.test_cli_runner().invoke(args=["rules", what, *([str(path)] if text else []), *words])
        db.session.rollback()
        return result

    return command


def load(text=OURS, version="2027-04-01", source=SIGNED_OFF):
    return actions.load_book(by=audit_models.SYSTEM, content=text.encode(), version=version, source=source)


def test_a_sound_file_is_checked_with_what_it_would_change_and_changes_nothing(run, db):
    result = run("check", OURS)
    first, *changes = result.output.splitlines()
    assert (result.exit_code, first.startswith("83 rules.")) == (0, True)
    changed = ("SC-01@1", "CC-01@1", "PND-01@1", "CW-01@1", "YC-03@3")
    assert [line.split(" differs ")[0] for line in changes] == [f"Against {RULES_VERSION}: {row}" for row in changed]
    assert run("check", shipped_text()).output.endswith(f"Against {RULES_VERSION}: Nothing is different.\n")
    assert db.session.scalars(select(RuleBookKept)).all() == []


def test_a_loaded_book_decides_from_then_on_and_the_load_is_in_the_log(run, db):
    result = run("load", OURS, version="2027-04-01", source=SIGNED_OFF)
    assert result.exit_code == 0, result.output
    assert "Version 2027-04-01 is in use from the next decision on" in result.output
    twenty = {"age_at_disposal": 20}
    closed = {reason.rule_id for reason in opinion(Kind.CC, twenty, book=queries.book_in_use()).reasons}
    assert ("CC-01" in closed, queries.book_in_use().version) == (True, "2027-04-01")
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "rules.loaded")).one()
    book = db.session.scalars(select(RuleBookKept)).one()
    assert json.loads(logged.payload or "") == {"sha256": book.sha256, "version": "2027-04-01"}
    assert list(verify.verify()) == []
    listed = run("list").output
    assert listed.startswith("In use: 2027-04-01 (83 rules)\n2027-04-01 ")
    assert SIGNED_OFF in listed


def test_a_file_with_faults_is_refused_with_all_of_them_and_the_book_before_stays(run, db):
    load()
    spoilt = a_file({"fail_when": "age_at_disposl < 18", "verdict": ""}, {"valid_from": "soon"})
    for what, options in (("check", {}), ("load", {"version": "2027-05-01", "source": SIGNED_OFF})):
        result = run(what, spoilt, **options)
        assert result.exit_code == 1
        *faults, last = result.output.splitlines()
        for fault, where, what in zip(
            faults,
            (
                "Line 2, column I (fail_when), character 1",
                "Line 2, column J (verdict)",
                "Line 3, column C (valid_from)",
            ),
            ("‘age_at_disposl’", "empty", "‘soon’"),
            strict=True,
        ):
            assert (fault.startswith(where), what in fault) == (True, True)
        assert last.startswith("3 faults")
    assert queries.book_in_use().version == "2027-04-01"
    assert len(queries.kept_books()) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": "2027-04-01"}, "Version 2027-04-01 is taken"),
        ({"version": RULES_VERSION}, f"Version {RULES_VERSION} is taken"),
        ({"version": "the new rules of spring"}, "A version has 1 to 20 letters"),
        ({"version": "2027-05-01", "source": " "}, "Say in 3 to 200 characters who signed the rules off"),
        ({"version": "2027-05-01", "text": OURS}, "This very file is in use already"),
    ],
)
def test_a_version_names_one_file_for_ever(app, db, change, says):
    load()
    with pytest.raises(Refused, match=says):
        load(**({"text": OURS.replace("< 21", "< 20")} | change))


def test_the_shipped_book_is_kept_once_with_the_first_decision_under_it_and_never_puts_a_loaded_one_aside(app, db):
    assert (queries.book_in_use(), queries.book_of(RULES_VERSION)) == (shipped_book(), shipped_book())
    assert actions.book_to_decide_by() == actions.book_to_decide_by() == shipped_book()
    (book,) = queries.kept_books()
    assert (book.version, book.text, book.is_shipped, book.loaded_by_id) == (RULES_VERSION, shipped_text(), True, None)
    load()
    assert actions.book_to_decide_by().version == "2027-04-01"
    load(shipped_text(), "back-to-the-shipped")
    assert queries.book_in_use().rules == shipped_book().rules
    assert [book.version for book in queries.kept_books()] == ["back-to-the-shipped", "2027-04-01", RULES_VERSION]
    assert queries.book_of("2027-04-01").rules != shipped_book().rules


@pytest.mark.parametrize("version", ["never-there", "../disposal_rules", ""])
def test_a_version_that_never_was_is_no_book(app, db, version):
    with pytest.raises(LookupError):
        queries.book_of(version)
