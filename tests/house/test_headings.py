"""Title and heading of every page about one person name the person, and no other page gains a name by it."""

import ast
import re
from pathlib import Path

from tests.house.test_templates import TEMPLATES, read, topic_of

NAMES = re.compile(r"{% set person_named = |{% extends \"case\.html\" %}|{% set title = [^\n]*full_name")
CASE_HEAD = re.compile(r"{% set caption = [^\n]*full_name|case_header\(|case_head\(")
# What the address of a page about one person holds. `case_id` is a case of a scrutiny round, which has no name.
OF_ONE_PERSON = re.compile(
    r"(person|episode|referral|disposal|condition|required|hold|telling|otherwise|failure|merge|restriction|error|alias"
    r"|concern|consent|plan|transfer|appointment|note|supply|goal|intervention)_id|check_in_number"
)
# Its reader is not shown the name on the page either: the reference is all that the heading says.
NAMELESS = {
    "casefile/became.html",
    "casefile/as_police.html",
    "referrals/sending/why.html",
    "engagement/outcomes/feedback.html",
    "people/restrictions/review_restriction.html",
}
WITHOUT_ACCOUNT = {
    name for name in TEMPLATES if name.endswith(("answer.html", "answered.html", "told.html", "_by_link.html"))
}
WITHOUT_NAMES = {name for name in TEMPLATES if name.startswith(("scrutiny/", "reporting/", "policy/", "ndtms/"))}


def pages_of_one_person(repository: Path) -> set[str]:
    """The templates of the views whose address leads to one person."""
    pages = set()
    for path in (repository / "pathways").rglob("*.py"):
        if "views" not in (path.stem, path.parent.name):
            continue
        for view in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(view, ast.FunctionDef) and any(OF_ONE_PERSON.fullmatch(each.arg) for each in view.args.args):
                pages.add(f"{topic_of(path)}/{view.name}.html")
    return {name for name in pages & set(TEMPLATES) if "/_" not in name}


def test_title_and_heading_of_every_page_about_one_person_name_the_person(repository):
    pages = pages_of_one_person(repository)
    assert len(pages) > 100
    assert {name for name in pages if not NAMES.search(read(name))} == NAMELESS


def test_a_page_with_the_head_of_a_case_names_the_person_in_its_heading():
    pages = {name for name in TEMPLATES if CASE_HEAD.search(read(name)) and not name.startswith("components/")}
    assert {name for name in pages if not NAMES.search(read(name))} == set()


def test_the_name_is_put_into_title_and_heading_in_one_place():
    assert read("base.html").count("{{ heading_named }}") == 2
    assert {name for name in TEMPLATES if "<title>" in read(name)} == {"base.html", "errors/plain.html"}


def test_no_page_that_names_nobody_gains_a_name_by_its_heading():
    assert {name for name in NAMELESS | WITHOUT_ACCOUNT | WITHOUT_NAMES if NAMES.search(read(name))} == set()


def test_the_frame_gives_no_page_another_value_for_a_name_of_its_own():
    """What base.html sets is seen by every block: a name that a page reads as well would be the frame's there."""
    set_by_frame = set(re.findall(r"{% set (\w+)", without_words("base.html"))) - {"_", "frame"}
    pages = [name for name in TEMPLATES if "/" in name and not name.startswith(("components/", "errors/"))]
    reads = {name: " ".join(re.findall(r"{[{%].*?[%}]}", without_words(name), re.DOTALL)) for name in pages}
    assert {
        (name, word) for name in pages for word in set_by_frame if re.search(rf"(?<![\w.]){word}\b", reads[name])
    } == set()


def without_words(name: str) -> str:
    """A template without its comments and what stands in quotes."""
    return re.sub(r'{#.*?#}|"[^"]*"', "", read(name), flags=re.DOTALL)
