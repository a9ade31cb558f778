"""Every template is used, is named after its view, and lets nothing of a person's text run."""

import re
from collections import defaultdict
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "safe filter": re.compile(r"\|\s*safe\b"),
    "inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "autoescape off": re.compile(r"autoescape\s+false"),
    "another host": re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//"""),
}


def read(name: str) -> str:
    return (ROOT / "templates" / name).read_text(encoding="utf-8")


def everything_that_names_templates() -> str:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pathways").rglob("*.py"))
    return code + "".join(read(name) for name in TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_typed_can_run(name):
    forbidden = [what for what, pattern in FORBIDDEN.items() if pattern.search(read(name))]
    assert forbidden == []


ITS_OWN_NAMES = {"people/identity/person.html"}
"""The page of one person, whose lists are that person's own names."""
BY_NAME_ALONE = {"referrals/joint_plans/asked_to_join.html"}
"""Consent 4 tells a partner whom they are asked to help with, and no birth date (what a partner is told)."""
A_PERSON_ON_A_LIST = re.compile(r'<(th scope="row"|td role="cell" data-label="Person")[^\n]*full_name')


def test_a_list_names_nobody_by_name_alone_for_two_may_have_it():
    lines = [(name, line) for name in TEMPLATES for line in read(name).splitlines() if A_PERSON_ON_A_LIST.search(line)]
    assert {name for name, _ in lines} > {
        "arrest_tests/failures_to_attend/failures.html",
        "casefile/board.html",
        "disposals/steps/waiting.html",
    }
    alone = {name for name, line in lines if "known_by(" not in line and "date_of_birth" not in line}
    assert alone - ITS_OWN_NAMES == BY_NAME_ALONE


def test_every_template_is_used():
    text = everything_that_names_templates()
    unused = [name for name in TEMPLATES if name not in text and not name.startswith("errors/")]
    assert unused == []


KINDS = {"views", "forms", "queries", "rules", "actions", "models", "documents"}


def topic_of(path: Path) -> str:
    """The folder of a topic, `stage/topic`, or of a stage that has none."""
    return "/".join(
        takewhile(lambda part: part not in KINDS, path.relative_to(ROOT / "pathways").with_suffix("").parts)
    )


def test_every_page_stands_with_the_topic_of_its_view_and_is_named_after_it():
    views: defaultdict[str, str] = defaultdict(str)
    for path in (ROOT / "pathways").rglob("*.py"):
        if "views" in (path.stem, path.parent.name):
            views[topic_of(path)] += path.read_text(encoding="utf-8")
    elsewhere = []
    for name in TEMPLATES:
        folder, _, file = name.rpartition("/")
        is_part = file.startswith("_") or folder in ("", "components", "errors")
        if not is_part and f"def {file.removesuffix('.html')}(" not in views[folder]:
            elsewhere.append(name)
    assert elsewhere == []


# Forms that ask by the address. Addresses stand in histories and in logs of proxies: none of these asks for a person.
BY_ADDRESS = {
    "reporting/_parts.html": "days of a period, and what a report asks besides: each page of it stands here by itself",
    "reporting/arc.html": "days of a period",
    "reporting/overview.html": "days of a period",
    "reporting/testing.html": "days of a period",
    "reporting/by_service.html": "days of a period",
    "reporting/own_services.html": "days of a period",
    "reporting/by_group.html": "days of a period, and of each kind of group one",
    "reporting/profile.html": "days of a period",
    "reporting/strategy.html": "days of a period",
    "reporting/treatment.html": "days of a period",
    "reporting/recovery.html": "days of a period",
    "reporting/board.html": "days of a quarter, or the fingerprint of its figures",
    "reporting/register.html": "the day as known on which figures were made",
    "reporting/fairness.html": "days of a period, and which outcome",
    "law/law.html": "a day",
    "deadlines/tactical.html": "which list",
    "ndtms/pre_flight.html": "a month, and a field of the file",
    "directory/entries/services.html": "the name, town or language of a service, or where a postcode begins",
}


ASKS_BY_ADDRESS = r"<form(?![^>]*method=[\"']?post)|\{\{ which_figures\("


def test_no_form_that_asks_for_a_person_stands_in_an_address():
    by_get = {name for name in TEMPLATES if re.search(ASKS_BY_ADDRESS, read(name), re.IGNORECASE)}
    assert by_get == set(BY_ADDRESS)
