"""What stands around each page for the person signed in: their name, role and place, and where that role may go."""

import csv
from functools import cache
from importlib.resources import files

from flask import current_app, g, request, url_for

from pathways import VERSION, clock
from pathways.auth import queries
from pathways.auth.guard import permission_of, viewer_or_none
from pathways.auth.roles import Rank, role_facts
from pathways.auth.viewer import Viewer
from pathways.ui.frame import Frame, NavItem


@cache
def _navigation() -> tuple[tuple[str, str, str, str], ...]:
    with files("pathways.auth").joinpath("data/navigation.csv").open(encoding="utf-8") as lines:
        return tuple((row["navigation"], row["label"], row["endpoint"], row["rank"]) for row in csv.DictReader(lines))


def frame_of_page() -> Frame:
    """The frame of this request. Reads the viewer's place; writes nothing."""
    partnership = str(current_app.config["PARTNERSHIP_NAME"])
    looking = viewer_or_none()
    if looking is None:
        is_demonstration = queries.is_demonstration()
        return Frame(partnership=partnership, demonstration=is_demonstration, marking="OFFICIAL", footer=_about())
    found = g.session_found
    suite, organisation = found.suite, found.organisation
    wanted = role_facts()[looking.role].navigation
    return Frame(
        partnership=partnership,
        home_url=url_for("home"),
        person=looking.name,
        role=looking.role.label,
        place=f"{suite.name} custody" if suite else organisation.name if organisation else "",
        account_url=url_for("auth.account"),
        sign_out_url=url_for("auth.sign_out"),
        navigation=tuple(
            NavItem(label, url, request.endpoint == endpoint, request.path.startswith(url + "/"))
            for navigation, label, endpoint, rank in _navigation()
            if navigation == wanted and endpoint in current_app.view_functions and _may_follow(looking, endpoint, rank)
            for url in (url_for(endpoint),)
        ),
        footer=_footer(),
        demonstration=found.is_demonstration,
        version=VERSION,
    )


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
