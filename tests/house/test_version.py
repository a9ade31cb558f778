"""One version stands everywhere, its changes stand in the changelog, and it is shown to who signs in."""

import re
import tomllib
from pathlib import Path

from pathways import VERSION
from pathways.auth.roles import Role
from tests import county
from tests.client import SignedInClient

ENTRY = re.compile(r"^## (\d+\.\d+\.\d+), \d{1,2} [A-Z][a-z]+ \d{4}$", re.MULTILINE)


def test_the_release_is_the_same_in_the_code_the_project_file_and_the_top_of_the_changelog(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = ENTRY.findall((repository / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert (project["version"], entries[0]) == (VERSION, VERSION)
    assert sorted(entries, key=lambda each: tuple(map(int, each.split("."))), reverse=True) == entries


def test_the_footer_shows_the_release_to_staff_who_sign_in_and_to_nobody_else(app, built) -> None:
    officer = SignedInClient(app, county.user(Role.CO).id, Role.CO)
    assert f"Pathways {VERSION}" in officer.get("/account").text
    assert VERSION not in app.test_client().get("/sign-in").text
