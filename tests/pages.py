"""What every page owes its reader, checked on each page that a test fetches."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

SUFFIX = " - Pathways"
ANOTHER_HOST = re.compile(r"\s*([a-z]+:)?//", re.IGNORECASE)
# The one place outside that a page may lead to: a statute, by year and number alone, and without saying from where.
A_STATUTE = re.compile(
    r"https://www\.legislation\.gov\.uk/(ukpga|uksi)/\d{4}/\d+(/(section|schedule|part)/[0-9A-Z]+)?", re.ASCII
)
MICROSECONDS = re.compile(r"\.\d{4,}")
ADDRESSES = frozenset(("src", "href", "action", "srcset"))
BREAK = "\v"
"""Between two faults of one field, which stand on lines of their own."""
DRAWN_BY_CHANCE = re.compile(
    r'nonce="[^"]*"|(?<=name=")(?:csrf_token|post_key)" value="[^"]*"|(?:\?|&amp;)found=[^"&]*'
)
"""What is made anew at each look, of 64 letters: a short word that must not stand on a page stands there by chance."""
THE_SUMMARY = "the list of errors at the head of the page"
"""No id of a field, which `_error` holds otherwise: a field may be called summary."""
TAG = re.compile(
    r"""<(?:!--.*?-->|![^>]*>|(?P<ends>/?)(?P<name>[a-z][^\s/>]*+)(?P<says>(?:[^>"']++|"[^"]*"|'[^']*')*+)>)""",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")


TAGS = frozenset(
    [
        "html",
        "time",
        "option",
        "img",
        "label",
        "legend",
        "form",
        "input",
        "select",
        "textarea",
        "a",
        "br",
        "h1",
        "title",
    ]
)
MARKS = frozenset(("id", "aria-describedby", "aria-labelledby"))
CLASSES = frozenset(("govuk-error-summary", "govuk-error-message", "govuk-button", "case__name"))
"""The tags, the attributes and the classes that are looked at; most tags of a page are none of these."""


@lru_cache(maxsize=20_000)
def _tag(name: str, says: str) -> tuple[dict[str, str], tuple[str, ...], bool]:
    """The values of a tag's attributes, which nobody may change, what is wrong with it, and whether it is looked at.

    Most tags stand on many pages.
    """
    values = {each[1].lower(): unescape(each[2] or each[3] or each[4] or "") for each in ATTRIBUTE.finditer(says)}
    is_looked_at = name in TAGS or MARKS & values.keys() or CLASSES.intersection(values.get("class", "").split())
    return values, tuple(_inline_or_foreign(name, values)), bool(is_looked_at)


def _inline_or_foreign(tag: str, values: dict[str, str]) -> Iterator[str]:
    if "style" in values or any(name.startswith("on") for name in values):
        yield f"<{tag}> has an inline style or script"
    if (tag == "script" and "src" not in values) or tag == "style":
        yield f"an inline <{tag}>"
    for name in values.keys() & ADDRESSES:
        is_statute = tag == "a" and A_STATUTE.fullmatch(values[name]) and values.get("rel") == "noreferrer"
        if ANOTHER_HOST.match(values[name]) and not is_statute:
            yield f"<{tag}> points to another host"
        if values[name].lower().startswith("javascript:"):
            yield f"<{tag}> holds a script in its address"


class Page:
    """A page read into the parts that are checked. The parser of Python's library takes three times as long."""

    def __init__(self, text: str) -> None:
        self.ids: list[str] = []
        self.references: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.forms: list[dict[str, str]] = []
        self.green: set[str] = set()
        self.title = ""
        self.headings: list[str] = []
        self.problems: list[str] = []
        self._in = ""
        self.unsaid = False
        self.person = ""
        self.summary: list[tuple[str, str]] = []
        self.said_at: dict[str, str] = {}
        self.asked: list[str] = []
        self._asking = ""
        self._error = ""
        self._in_link = False
        self.text = text
        self._read()

    def _read(self) -> None:
        at = 0
        for tag_at in TAG.finditer(self.text):
            if tag_at.start() < at:  # inside a script
                continue
            if at < tag_at.start():
                self._says(self.text[at : tag_at.start()])
            at = tag_at.end()
            if not (name := tag_at["name"]):
                continue
            tag = name.lower()
            if tag_at["ends"]:
                self._ends(tag)
                continue
            self._begins(tag, tag_at["says"])
            if tag_at["says"].endswith("/"):
                self._ends(tag)
            elif tag in ("script", "style"):
                at = max(at, self.text.find(f"</{tag}", at))

    def begins(self, tag: str, values: dict[str, str]) -> None:
        """What is kept besides of a tag by whoever reads a page for more than what is checked."""

    def _begins(self, tag: str, says: str) -> None:
        values, problems, is_looked_at = _tag(tag, says)
        self.problems += problems
        self.begins(tag, values)
        if not is_looked_at and self._in != "name":
            return
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-describedby", "aria-labelledby"):
            self.references += values.get(name, "").split()
        if tag == "a" and values.get("href", "").startswith("#") and len(values["href"]) > 1:
            self.references.append(values["href"][1:])
        if tag == "html" and not values.get("lang"):
            self.problems.append("the page names no language")
        if tag == "time" and MICROSECONDS.search(values.get("datetime", "")):
            self.problems.append("a time is finer than milliseconds")
        if tag == "option":
            self.unsaid = not values.get("label")
        if tag == "img" and "alt" not in values:
            self.problems.append("a picture has no alternative text")
        if tag in ("label", "legend"):
            self.asked.append("")
            self._asking = tag
        if tag == "label":
            self.labelled.add(values.get("for", ""))
        if tag == "form":
            self.forms.append(values)
        if tag in ("input", "select", "textarea"):
            self.fields.append({**values, "tag": tag, "form": str(len(self.forms) - 1)})
        classes = values.get("class", "").split()
        if tag == "a" and self._error == THE_SUMMARY and values.get("href", "").startswith("#"):
            self.summary.append((values["href"][1:], ""))
            self._in_link = True
        if "govuk-error-summary" in classes:
            self._error = THE_SUMMARY
        if "govuk-error-message" in classes:
            self._error = values.get("id", "").removesuffix("-error")
        if tag == "br" and self._error not in ("", THE_SUMMARY):
            self.said_at[self._error] = self.said_at.get(self._error, "") + BREAK
        if "govuk-button" in classes and "govuk-button--secondary" not in classes:
            self.green.add(values.get("href") or f"button {len(self.green)}")
        if tag == "h1":
            self.headings.append("")
        if tag in ("title", "h1"):
            self._in = tag
        if "case__name" in classes or self._in == "name":
            self._in = "name" if tag == "p" else ""

    def _ends(self, tag: str) -> None:
        if tag == "option" and self.unsaid:
            self.problems.append("an option says nothing")
            self.unsaid = False
        if tag == self._in or self._in == "name":
            self._in = ""
        if tag == "a":
            self._in_link = False
        if tag == self._asking:
            self._asking, self.asked[-1] = "", " ".join(self.asked[-1].split())
        if (tag == "ul" and self._error == THE_SUMMARY) or (tag == "p" and self._error not in ("", THE_SUMMARY)):
            self._error = ""

    def _says(self, words: str) -> None:
        if not (self.unsaid or self._in or self._asking or self._error):
            return
        data = unescape(words)
        if self.unsaid and data.strip():
            self.unsaid = False
        if self._in == "title":
            self.title += data
        elif self._in == "h1":
            self.headings[-1] += data
        elif self._in == "name":
            self.person += data
        if self._asking:
            self.asked[-1] += data
        if self._error == THE_SUMMARY and self._in_link:
            anchor, text = self.summary[-1]
            self.summary[-1] = (anchor, text + data)
        elif self._error not in ("", THE_SUMMARY):
            self.said_at[self._error] = self.said_at.get(self._error, "") + data


def inspect_page(text: str) -> Page:
    """Raises AssertionError naming everything that is wrong with a page."""
    return inspected(Page(text))


def inspected(page: Page) -> Page:
    """The page, read already. Raises AssertionError naming everything that is wrong with it."""
    problems = list(page.problems)
    heading = " ".join(page.headings[0].split()) if page.headings else ""
    if len(page.headings) != 1:
        problems.append(f"{len(page.headings)} level-one headings")
    title = " ".join(page.title.split())
    if title.removeprefix("Error: ") != heading + SUFFIX:
        problems.append(f"the title {title!r} is not the heading {heading!r}")
    if ("govuk-error-summary" in page.text) != title.startswith("Error: "):
        problems.append("the title says Error: exactly when there is an error summary")
    person = " ".join(page.person.split())
    if person not in heading:
        problems.append(f"the heading {heading!r} does not name {person!r}, whose case it is")
    problems += [
        f"the id {each} stands twice" for each in sorted({each for each in page.ids if page.ids.count(each) > 1})
    ]
    problems += [f"nothing has the id {each}" for each in page.references if each not in page.ids]
    problems += _of_errors(page)
    for field in page.fields:
        silent = field.get("type") in ("hidden", "submit") or field.get("aria-label") or field.get("aria-labelledby")
        if not silent and field.get("id", "") not in page.labelled:
            problems.append(f"the field {field.get('name')} has no label")
    problems += ["a form has no method" for form in page.forms if "method" not in form]
    problems += ["a form has no action" for form in page.forms if not form.get("action")]
    if len(page.green) > 1:
        problems.append(f"{len(page.green)} green buttons: only the step that commits is green")
    assert not problems, problems
    return page


def _of_errors(page: Page) -> list[str]:
    """The summary names each fault once, in the order of the page, in the words that stand at the field."""
    places = {each: place for place, each in reversed(list(enumerate(page.ids)))}
    order = [places.get(anchor, 0) for anchor, _ in page.summary]
    problems = [] if order == sorted(order) else ["the error summary is not in the order of the page"]
    lines = [line for message in page.said_at.values() for line in message.split(BREAK)]
    words = {" ".join(line.removeprefix("Error:").split()) for line in lines}
    words = {message.removeprefix("Error: ").removeprefix("Error:").strip() for message in words}
    messages = [" ".join(message.split()) for _, message in page.summary]
    problems += [f"{message!r} stands in the summary and at no field" for message in messages if message not in words]
    problems += [
        f"{message!r} stands at a field and not in the summary" for message in words if message not in messages
    ]
    for message in messages:
        asked = re.fullmatch(r"Answer “(.+)”", message)
        if asked and asked[1] not in page.asked:
            problems.append(f"{message!r} is the label of no field")
    return problems


def faulty(text: str) -> list[str]:
    """The ids of the fields, or of their boxes, at which the page says that something is wrong, in its order."""
    return [anchor for anchor, _ in Page(text).summary]


def hidden_values(text: str, address: str) -> dict[str, Any]:
    """The hidden values of the form that goes to `address` (the only or last form of the page, when none names it)."""
    page = Page(text)
    path = address.split("?")[0]
    posts = [index for index, form in enumerate(page.forms) if form.get("method", "get").lower() == "post"]
    named = [index for index in posts if page.forms[index].get("action", "").split("?")[0] in (path, "")]
    wanted = {str(index) for index in (named or posts)[-1:]}
    return {
        field["name"]: field.get("value", "")
        for field in page.fields
        if field["form"] in wanted and field.get("type") == "hidden" and field.get("name")
    }


def is_told_it_was_saved(page: str) -> bool:
    """Whether the page says, at once and above what it shows, that what was sent is saved."""
    return 'class="notice notice--good" role="alert"' in page


def as_drawn(text: str) -> str:
    """The page without what is made anew at each look: a token now and then has a person's name in it."""
    return DRAWN_BY_CHANCE.sub("", text)
