"""What stands around each page for the person signed in: their name, role and place, and where that role may go."""

from functools import cache
from pathlib import Path

from flask import current_app, g, request, url_for

from pathways import VERSION, clock
from pathways.auth import queries
from pathways.auth.guard import permission_of, viewer_or_none
from pathways.auth.roles import Rank, Role, role_facts
from pathways.auth.viewer import Viewer
from pathways.tables import rows_of
from pathways.ui.frame import Frame, NavItem


@cache
def _navigation() -> tuple[dict[str, str], ...]:
    """Each entry: its desk, words, page and rank, and how the addresses of the pages begin that lie under it."""
    return tuple(rows_of(Path(__file__).parent / "data" / "navigation.csv"))


def frame_of_page() -> Frame:
    """The frame of this request. Reads the viewer's place; writes nothing."""
    partnership = str(current_app.config["PARTNERSHIP_NAME"])
    looking = viewer_or_none()
    if looking is None:
        is_demonstration = queries.is_demonstration()
        return Frame(partnership=partnership, demonstration=is_demonstration, marking="OFFICIAL", footer=_about())
    found = g.session_found
    suite, organisation = found.suite, found.organisation
    return Frame(
        partnership=partnership,
        home_url=url_for("home"),
        person=looking.name,
        role=_working_as(looking),
        place=f"{suite.name} custody" if suite else organisation.name if organisation else "",
        account_url=url_for("auth.account"),
        sign_out_url=url_for("auth.sign_out"),
        lock_url=url_for("auth.lock", next=request.full_path.rstrip("?")),
        navigation=_navigation_of(looking),
        footer=_footer(),
        demonstration=found.is_demonstration,
        version=VERSION,
    )


def _working_as(looking: Viewer) -> str:
    """The role, after the rank where the rank is what it is known by: "Sergeant, deciding officer"."""
    if looking.role is not Role.DM or looking.rank is None:
        return looking.role.label
    return f"{looking.rank.label}, {looking.role.label.lower()}"


def _navigation_of(looking: Viewer) -> tuple[NavItem, ...]:
    """The entries that this viewer may open. One at most is marked: the page itself, else the list it lies under."""
    wanted = role_facts()[looking.role].navigation
    entries = [
        (entry, url_for(entry["endpoint"]))
        for entry in _navigation()
        if entry["navigation"] == wanted
        and entry["endpoint"] in current_app.view_functions
        and _may_follow(looking, entry["endpoint"], entry["rank"])
    ]
    nearness = [_nearness(request.path, (url, *entry["covers"].split())) for entry, url in entries]
    nearest = max(nearness, default=0)
    current = [request.endpoint == entry["endpoint"] for entry, _ in entries]
    return tuple(
        NavItem(entry["label"], url, is_current, not any(current) and 0 < near == nearest)
        for (entry, url), is_current, near in zip(entries, current, nearness, strict=True)
    )


def _nearness(path: str, beginnings: tuple[str, ...]) -> int:
    """How much of the page's address the longest of these beginnings is; 0 where it begins with none."""
    return max((len(each) for each in beginnings if path == each or path.startswith(each + "/")), default=0)


def _footer() -> tuple[NavItem, ...]:
    """The law as it stands today and the services people are sent to, one link away from every page."""
    today = clock.today()
    law = NavItem(f"Rules in force, {today.day} {today:%B %Y}", url_for("arrest_tests.law"))
    return law, NavItem("Services", url_for("directory.services")), *_about()


def _about() -> tuple[NavItem, ...]:
    """What Pathways says of itself, to whoever is not signed in as well."""
    pages = (("Help", "help_page"), ("Privacy", "privacy"), ("Accessibility statement", "accessibility"))
    return tuple(NavItem(label, url_for(f"about.{name}")) for label, name in pages)


def _may_follow(looking: Viewer, endpoint: str, rank: str) -> bool:
    """An entry stands only before those who may open it; one for a rank, before that rank and above."""
    may_open = looking.may(permission_of(current_app, endpoint) or "")
    return may_open and (not rank or (looking.rank is not None and looking.rank.at_least(Rank(rank))))
