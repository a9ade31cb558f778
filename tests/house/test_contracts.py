"""Each import contract is broken once, in a copy of the house, and seen to fail by its own name."""

import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

# Contract id -> (the file that breaks it, the line that does).
BROKEN_BY = {
    "floors": ("people/identity/rules.py", "import pathways.referrals.consents.rules"),
    "inside_a_topic": ("people/identity/queries.py", "import pathways.people.identity.actions"),
    "pure_rules": ("people/rules.py", "import sqlalchemy"),
    "no_request": ("disposals/models.py", "import flask"),
    "no_sql_in_pages": ("auth/views.py", "import sqlalchemy"),
    "forms_read_no_tables": ("auth/forms.py", "import pathways.store"),
    "people_writes_are_its_own": ("engagement/models/case.py", "import pathways.people.actions"),
    "safeguarding_writes_are_its_own": ("acceptance/models.py", "import pathways.safeguarding.actions"),
    "arrest_tests_writes_are_its_own": ("engagement/models/case.py", "import pathways.arrest_tests.testing.actions"),
    "disposals_writes_are_its_own": ("engagement/models/case.py", "import pathways.disposals.actions"),
    "referrals_writes_are_its_own": ("engagement/models/case.py", "import pathways.referrals.actions"),
    "acceptance_writes_are_its_own": ("engagement/models/case.py", "import pathways.acceptance.actions"),
    "engagement_writes_are_its_own": ("admin/rules.py", "import pathways.engagement.actions"),
    "scrutiny_writes_are_its_own": ("admin/rules.py", "import pathways.scrutiny.actions"),
    "policy_writes_are_its_own": ("admin/rules.py", "import pathways.policy.actions"),
    "ndtms_writes_are_its_own": ("admin/rules.py", "import pathways.ndtms.actions"),
    "deadlines_writes_are_its_own": ("admin/rules.py", "import pathways.deadlines.actions"),
    "pages_of_people_are_its_own": ("admin/rules.py", "import pathways.people.views"),
    "pages_of_directory_are_its_own": ("admin/rules.py", "import pathways.directory.entries.views"),
    "pages_of_arrest_tests_are_its_own": ("admin/rules.py", "import pathways.arrest_tests.testing.views"),
    "pages_of_disposals_are_its_own": ("admin/rules.py", "import pathways.disposals.steps.views"),
    "pages_of_referrals_are_its_own": ("admin/rules.py", "import pathways.referrals.needs.views"),
    "pages_of_acceptance_are_its_own": ("admin/rules.py", "import pathways.acceptance.views"),
    "pages_of_engagement_are_its_own": ("admin/rules.py", "import pathways.engagement.case.views"),
    "pages_are_their_own": ("admin/rules.py", "import pathways.casefile.views"),
}


@cache
def contracts(repository: Path) -> dict[str, str]:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"]: each["name"] for each in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture
def copy_of_the_house(repository: Path, tmp_path: Path) -> Path:
    shutil.copytree(repository / "pathways", tmp_path / "pathways", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(repository / "pyproject.toml", tmp_path)
    return tmp_path


def check(house: Path) -> tuple[int, str]:
    """The linter's status and what it printed, on a copy."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(
        command, cwd=house, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(house)}
    )
    return done.returncode, done.stdout


def test_every_contract_has_a_line_here_that_breaks_it(repository):
    assert set(contracts(repository)) == set(BROKEN_BY)


def test_the_house_as_it_stands_keeps_every_contract(copy_of_the_house):
    status, output = check(copy_of_the_house)
    assert status == 0, output


@pytest.mark.parametrize("broken", sorted(BROKEN_BY))
def test_a_broken_contract_fails_by_its_name(repository, copy_of_the_house, broken):
    name, line = BROKEN_BY[broken]
    path = copy_of_the_house / "pathways" / name
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    status, output = check(copy_of_the_house)
    assert status != 0
    kept_or_broken = [each for each in output.splitlines() if each.startswith(contracts(repository)[broken])]
    assert any("BROKEN" in each for each in kept_or_broken), output


@pytest.mark.parametrize("floor", ["the house", "a topic"])
def test_a_new_folder_or_file_fails_until_it_is_given_a_place(copy_of_the_house, floor):
    where = "pathways/common.py" if floor == "the house" else "pathways/people/identity/helpers.py"
    (copy_of_the_house / where).write_text("", encoding="utf-8")
    status, output = check(copy_of_the_house)
    assert status != 0, output
