"""CONTRIBUTING leads to what is there: each file that it names, and each that a change is looked for in."""

import re


def test_every_path_that_the_guide_names_exists(repository):
    guide = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:pathways|tests|templates|docs)/[\w/.-]+)`|\]\(([^)#:]+)\)", guide))
    paths = {path for pair in named for path in pair if path and "<" not in path}
    assert len(paths) > 50
    assert sorted(path for path in paths if not (repository / path).exists()) == []


def test_at_least_twenty_changes_say_which_file_to_open(repository):
    guide = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = guide.split("## To change")[1].split("##")[0]
    assert len(re.findall(r"^\| [^|]+ \| `pathways/", table, re.MULTILINE)) >= 20
