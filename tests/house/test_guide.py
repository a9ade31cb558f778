"""CONTRIBUTING leads to what is there: each file that it names, each that a change is looked for in, each word."""

import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

GUIDES = (
    "CONTRIBUTING.md",
    "README.md",
    "docs/building.md",
    "docs/cluster.md",
    "docs/glossary.md",
    "docs/operating.md",
)


def text_of(repository: Path, name: str) -> str:
    return (repository / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_path_that_a_guide_names_exists(repository, guide):
    text = text_of(repository, guide)
    named = {repository / path for path in re.findall(r"`((?:pathways|tests|templates|docs)/[\w/.-]+)`", text)}
    linked = {(repository / guide).parent / path for path in re.findall(r"\]\(([^)#:]+)\)", text)}
    assert linked
    assert sorted(str(path) for path in named | linked if not path.exists()) == []


def test_at_least_twenty_changes_say_which_file_to_open(repository):
    table = text_of(repository, "CONTRIBUTING.md").split("## To change")[1].split("##")[0]
    assert len(re.findall(r"^\| [^|]+ \| `pathways/", table, re.MULTILINE)) >= 20


def test_the_way_in_is_two_pages_and_says_how_to_add_what_is_added_most(repository):
    guide = text_of(repository, "CONTRIBUTING.md")
    assert len(guide.splitlines()) <= 130
    assert re.findall(r"^\*\*… (.+?)\.\*\*", guide, re.MULTILINE) == [
        "a field",
        "a role or a reason",
        "a rule",
        "a page",
        "a deadline",
        "a message",
        "a paper",
        "a line of a report",
    ]
    assert len(re.findall(r"^\d+\. \*\*", guide, re.MULTILINE)) == 12


def test_a_word_of_the_glossary_that_claims_a_name_in_the_code_is_one(repository):
    glossary = text_of(repository, "docs/glossary.md")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \|$", glossary, re.MULTILINE)
    assert len(rows) == glossary.count("\n| ") - 2 >= 40, "a row without a name in the code"
    assert [name for _, _, name in rows if not is_a_name(name)] == []
    assert len({word for word, _, _ in rows}) == len(rows)
    assert len(glossary.splitlines()) <= 64


def is_a_name(name: str) -> bool:
    """Whether `name` is a module below pathways, or something in one: an enum's member as well."""
    parts = ["pathways", *name.split(".")]
    for end in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            thing = getattr(thing, part, None)
        return thing is not None
    return False


def test_make_alone_says_what_it_can_do(repository):
    makefile = text_of(repository, "Makefile")
    (offered,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    lines = subprocess.run(
        ["make", "--no-print-directory"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [line.split()[1] for line in lines] == re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE)
    assert {line.split()[1] for line in lines} == set(offered.split())
    assert all(len(line.split()) > 4 for line in lines)
