"""`flask setup` in an empty database leads to an organisation that works, with no demonstration in it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pathways import clock, dates
from pathways.auth.models import Organisation, User
from pathways.people.models.identity import Person
from tests.journeys import administration, custody
from tests.journeys.desk import Desk, Site
from tests.journeys.serving import served

FORCE, PROVIDER = "Lincolnshire Police", "Cathedral Quarter Recovery"
ADMINISTRATOR, PASSWORD = "r.hallam@lincs.example", "lamp river ninety teapot"
ANSWERS = [FORCE, "force", "R. Hallam", ADMINISTRATOR, PASSWORD, PASSWORD]


@pytest.fixture
def site(settings: dict[str, Any], tmp_path: Path, repository: Path) -> Iterator[Site]:
    """What `flask setup` made, answering at its prompts as somebody does who has no terminal to hide a password on."""
    environment = {
        **os.environ,
        "PATHWAYS_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'pathways.sqlite3'}",
        "ARGON2_TIME_COST": "1",
        "ARGON2_MEMORY_KIB": "8",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "setup"]
    result = subprocess.run(
        command,
        cwd=repository,
        env=environment,
        input="\n".join([*ANSWERS, ""]),
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert result.returncode == 0, result.stderr
    assert f"{FORCE} is set up. Sign in as {ADMINISTRATOR}" in result.stdout
    with served(settings, tmp_path) as site:
        # The command asked the machine's own clock. Noon of the day after is later, whenever this runs.
        day = clock.SystemClock().now().date() + timedelta(days=1)
        site.clock.set(dates.from_london(day, time(12)))
        yield site


def test_after_setup_the_administrator_builds_an_organisation_in_which_an_officer_records_a_detention(
    site: Site, open_desk: Callable[..., Desk]
):
    admin = open_desk(inspect=False).sign_in(ADMINISTRATOR, PASSWORD)
    assert admin.page.url.endswith("/admin/people")
    assert "Everyone here is made up" not in admin.page.content()
    today = clock.today()
    administration.add_suite(admin, FORCE, "Lincoln")
    administration.add_area(admin, FORCE, "Lincoln", today)
    administration.add_provider(admin, PROVIDER, "cathedral.example")
    administration.add_service(admin, PROVIDER, "Lincoln Recovery Hub", today)
    officer_link = administration.invite(
        admin, FORCE, "M. Ellery", "m.ellery@lincs.example", "Custody officer", "Lincoln"
    )
    administration.rank(admin, "Constable", today)
    sergeant_link = administration.invite(
        admin, FORCE, "D. Marsh", "d.marsh@lincs.example", "Deciding officer", "Lincoln"
    )
    administration.rank(admin, "Sergeant", today)
    administration.propose(admin, PROVIDER, "Priya Nandra", "p.nandra@cathedral.example", "Treatment worker")
    assert "Nobody can decide this yet" in admin.page.content()
    printed = site.app.test_cli_runner().invoke(args=["access", "approve", "1"]).output
    worker_link = printed.split("it works once: ")[1].strip()

    officer = _first_sign_in(open_desk, officer_link, "m.ellery@lincs.example", "Lincoln custody: 0 people detained")
    _first_sign_in(open_desk, sergeant_link, "d.marsh@lincs.example", "Lincoln custody: 0 people detained")
    _first_sign_in(open_desk, worker_link, "p.nandra@cathedral.example", "Inbox")

    custody.find_nobody_and_add(officer, "Wragg", "Tobias", date(1990, 1, 1))
    custody.detain(officer, "LI-26-00001")
    custody.theft(officer)
    officer.follow("Arrest, offences and risks")
    assert officer.heading == "Arrest, offences and risks: Tobias Wragg"
    officer.follow("Custody board")
    assert officer.heading == "Lincoln custody: 1 person detained"
    with site.behind() as db:
        assert len(db.session.scalars(select(Person)).all()) == 1
        assert not db.session.scalars(select(Person).where(Person.is_demonstration)).all()
        for kind in (User, Organisation):
            assert not db.session.scalars(select(kind).where(kind.is_demonstration)).all()


def _first_sign_in(open_desk: Callable[..., Desk], link: str, name: str, lands_on: str) -> Desk:
    """Open the link, choose a password, and land on one's own desk."""
    desk = open_desk().go(link)
    desk.fill("New password", PASSWORD).fill("New password again", PASSWORD).press("Set password")
    desk.sign_in(name, PASSWORD)
    assert desk.heading == lands_on
    return desk
