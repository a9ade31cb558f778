"""How a page leaves the house: framed, rendered whole, then the transaction committed, then sent."""

from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, render_template, request

from pathways.store.base import db
from pathways.ui.security import SHUT

# What stands around every page: who is signed in, where they may go, whether this is the demonstration.


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation. Bold and underlined: the page itself, or the one that the page lies under."""

    label: str
    url: str
    is_current: bool = False
    is_above: bool = False

    @property
    def is_marked(self) -> bool:
        """Whether the page is this entry, or lies under it."""
        return self.is_current or self.is_above


@dataclass(frozen=True)
class Frame:
    """The words of header, navigation and footer. The application gives one for each request (see `install`)."""

    partnership: str = "Lincolnshire drug and treatment partnership"
    home_url: str = "/"
    person: str = ""
    place: str = ""
    role: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    lock_url: str = ""
    navigation: tuple[NavItem, ...] = ()
    footer: tuple[NavItem, ...] = field(default=())
    demonstration: bool = False
    version: str = ""
    marking: str = "OFFICIAL-SENSITIVE. What you view here is recorded."

    @property
    def who(self) -> str:
        """The signed-in person with the role they act in and their place, as the header prints it."""
        return " · ".join(part for part in (self.person, self.role, self.place) if part)


# Sending a page.


def show(template: str, *, status: int = 200, **context: Any) -> Response:
    """Render a page, commit, and only then answer.

    The look that the page records commits before the first byte leaves: a page whose audit row cannot be written is
    not served. Rendering comes first, so that a page that cannot be shown records nothing. Raises what the database
    raises; the error page then answers.
    """
    body = render_template(template, **context)
    db.session.commit()
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def hand_over(content: bytes, *, kind: str, name: str = "", inline: bool = False) -> Response:
    """Commit, then send bytes (a PDF, a CSV, a chart) that nobody may keep. `name` makes it a download."""
    db.session.commit()
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Cache-Control"] = "private, no-store"
    if name:
        response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


def hand_back(content: bytes, *, kind: str, name: str) -> Response:
    """What somebody sent in: only ever a download, under its own kind, and shut in where it is opened all the same."""
    response = hand_over(content, kind=kind, name=name)
    response.headers["Content-Security-Policy"] = SHUT
    return response


def marks_asked_for(*names: str) -> dict[str, str | None]:
    """Where the lists of a page begin, by the names that their markers have in the address."""
    return {name: request.args.get(name) for name in names or ("after",)}


def copy_asked_for() -> int | None:
    """The number of the copy of a paper that the address names; None for the paper as the record stands."""
    return request.args.get("copy", type=int)
