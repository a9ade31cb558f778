"""Each import contract is broken once, all in one copy of the house, and seen to fail by its own name and its own line."""

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
    "packs_writes_are_its_own": ("health.py", "import pathways.packs.actions"),
    "deadlines_writes_are_its_own": ("admin/rules.py", "import pathways.deadlines.actions"),
    "imports_writes_are_its_own": ("admin/rules.py", "import pathways.imports.actions"),
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


def test_a_broken_contract_fails_by_its_name_and_names_what_breaks_it(repository, copy_of_the_house):
    for name, line in BROKEN_BY.values():
        with (copy_of_the_house / "pathways" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    status, output = check(copy_of_the_house)
    assert status != 0
    assert silent(repository, output, BROKEN_BY) == []


def test_a_contract_that_is_kept_or_names_another_line_is_told(repository, copy_of_the_house):
    file, line = BROKEN_BY["pure_rules"]
    path = copy_of_the_house / "pathways" / file
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    _, output = check(copy_of_the_house)
    lines = {"pure_rules": (file, "import flask"), "no_request": BROKEN_BY["no_request"]}
    assert silent(repository, output, lines) == ["pure_rules", "no_request"]
    assert silent(repository, output, {"pure_rules": (file, line)}) == []


def silent(repository: Path, output: str, broken_by: dict[str, tuple[str, str]]) -> list[str]:
    """The contracts that the linter did not find broken by the line that breaks them; it says each below its name."""
    verdicts, _, details = output.partition("Broken contracts\n----------------\n")
    sections = dict(each.strip().split("\n", 1) for each in details.strip().split("\n\n\n"))
    missed = []
    for contract, (file, line) in broken_by.items():
        name = contracts(repository)[contract]
        arrow = f"pathways.{file.removesuffix('.py').replace('/', '.')} -> {line.removeprefix('import ')} (l."
        if f"{name} BROKEN\n" not in verdicts or arrow not in " ".join(sections.get(name, "").split()):
            missed.append(contract)
    return missed


@pytest.mark.parametrize("floor", ["the house", "a topic"])
def test_a_new_folder_or_file_fails_until_it_is_given_a_place(copy_of_the_house, floor):
    where = "pathways/common.py" if floor == "the house" else "pathways/people/identity/helpers.py"
    (copy_of_the_house / where).write_text("", encoding="utf-8")
    status, output = check(copy_of_the_house)
    assert status != 0, output
