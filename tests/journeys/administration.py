"""What an administrator does to make an organisation work, in the words of the pages."""

from datetime import date

from tests.journeys.desk import Desk


def add_suite(desk: Desk, force: str, name: str) -> None:
    desk.follow("Organisations").follow(force).follow("Add a custody suite")
    desk.fill("Name", name).fill("Town", name).press("Add the suite")


def add_provider(desk: Desk, name: str, domain: str) -> None:
    desk.follow("Organisations").press("Add an organisation")
    desk.fill("Name", name).fill("Work e-mail addresses end with", domain)
    desk.choose("Kind", "Treatment provider").press("Add the organisation")


def add_area(desk: Desk, force: str, name: str, today: date) -> None:
    desk.follow("Organisations").follow(force).follow("Areas and towns of the county").follow("Add an area")
    desk.fill("Name", name).fill_date("From", today).press("Add the area")


def add_service(desk: Desk, provider: str, name: str, today: date) -> None:
    desk.follow("Organisations").follow(provider).follow("Add a service")
    desk.fill("Name", name).fill("Town", "Lincoln").choose("Areas it covers", "Lincoln")
    desk.choose("What it helps with", "Drugs", "Alcohol").choose("Is it for women only?", "No")
    desk.choose("Is it for people under 18 only?", "No").fill("Telephone", "01632 960 471")
    desk.fill_date("Takes referrals from", today).press("Add the service")


def invite(desk: Desk, organisation: str, name: str, address: str, role: str, suite: str = "") -> str:
    """Invite somebody; returns the link, which is shown once."""
    desk.follow("Organisations").follow(organisation).press("Invite a person")
    desk.fill("First name and surname", name).fill("Work e-mail", address)
    if suite:
        desk.pick("Custody suite", suite)
    desk.choose("Role", role).press("Make the invitation")
    link = desk.page.locator("main code").inner_text()
    desk.press("Done")
    return link


def propose(desk: Desk, organisation: str, name: str, address: str, role: str) -> None:
    """Ask for somebody to be let in at another organisation; a second person decides."""
    desk.follow("Organisations").follow(organisation).press("Invite a person")
    desk.fill("First name and surname", name).fill("Work e-mail", address)
    desk.choose("Role", role).press("Propose the invitation")


def rank(desk: Desk, name: str, on: date) -> None:
    """A dated rank for the person whose page is open."""
    desk.follow("Add a rank").pick("Rank", name).fill_date("From", on)
    desk.fill("Source", "Force order 2026/118").press("Add the rank")
