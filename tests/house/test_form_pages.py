"""A form page goes one way: `open_form`, then `once`, which checks it, acts, keeps what was typed and leads on."""

import ast
import re

ASKS = {"submitted", "is_submitted", "validate_on_submit", "validate", "on_refused"}
"""What asks a form by hand whether it was sent and is right."""

OTHERWISE = {
    ("acceptance/answer_links/views.py", "_next_form"): "the check page of a link: its holder has no account, the link is used once",
    ("auth/links.py", "answered_by_link"): "a link: its holder has no account, the link itself is used once",
    ("auth/views.py", "_signing_in"): "nobody is signed in yet, and a password is never kept",
    ("auth/views.py", "choose_role"): "the session, and with it whose form this is, ends",
    ("auth/views.py", "sign_out"): "the session ends",
    ("auth/views.py", "lock"): "the session ends",
    ("auth/views.py", "password"): "a password is never kept, and every session ends",
    ("auth/views.py", "end_all_sessions"): "the session ends",
    ("auth/views.py", "link"): "nobody is signed in yet, and a password is never kept",
    ("admin/views/accounts.py", "people"): "a search: it only asks",
    ("admin/views/accounts.py", "invite"): "it only leads to the page of the organisation",
    ("admin/views/places.py", "choose_provider"): "it only leads to the page of the organisation",
    ("engagement/caseload/views.py", "caseload"): "a search: it only asks",
    ("people/identity/views.py", "search"): "a search: it only asks",
    ("directory/entries/views.py", "services"): "a search by its address: it only asks",
    ("ndtms/views.py", "_page"): "a search by its address: it only asks",
    ("law/forms.py", "day"): "a day in an address: it only asks",
    ("reporting/forms/reports.py", "edition"): "a period in an address: it only asks",
    ("reporting/forms/reports.py", "day"): "a day in an address: it only asks",
    ("deadlines/forms.py", "is_answered"): "a list in an address: it only asks",
    ("engagement/case/views.py", "leave"): "a check page stands between the form and the act",
    ("engagement/case/views.py", "_may_be_checked"): "a check page stands between the form and the act",
}  # fmt: skip
"""Who asks by hand all the same, and why."""


def by_hand(repository):
    """(file, function) of each that asks a form by hand; a form's own checks go on to its base by `super()`."""
    for path in sorted((repository / "pathways").rglob("*.py")):
        name = path.relative_to(repository / "pathways").as_posix()
        if name in ("drafts/desk.py", "ui/forms.py"):
            continue
        text = path.read_text(encoding="utf-8")
        if not any(f".{each}(" in text for each in ASKS):
            continue
        for function in ast.walk(ast.parse(text)):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                called = node.func if isinstance(node, ast.Call) else None
                if isinstance(called, ast.Attribute) and called.attr in ASKS and "super()" not in ast.unparse(called):
                    yield name, function.name


def test_a_form_is_sent_by_once_or_it_is_said_why_not(repository):
    assert set(by_hand(repository)) == set(OTHERWISE)


PLAIN = re.compile(
    r"\{% call form_of\((?P<form>\w+)[^%]*\) %\}\n"
    r"(?:\s*\{\{ field\((?P=form)\.\w+\) \}\}\n)*"
    r"\s*\{\{ endings\([^\n]*also=\"\"[^\n]*\) \}\}\n\s*\{% endcall %\}"
)


def test_a_form_with_nothing_but_its_questions_and_its_button_is_drawn_by_the_one_macro(repository):
    by_itself = [
        path.relative_to(repository).as_posix()
        for path in sorted((repository / "templates").rglob("*.html"))
        if path.name != "plain_form.html" and PLAIN.search(path.read_text(encoding="utf-8"))
    ]
    assert by_itself == []
