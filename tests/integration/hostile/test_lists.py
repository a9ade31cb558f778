"""A list that a force may add to is the lines of a file: one more is a code that can be recorded, and nothing else."""

import shutil
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

import config
from pathways.admin.actions import accounts
from pathways.auth import readiness
from pathways.auth.roles import OrganisationKind
from pathways.store import schema
from pathways.store.base import db
from tests.on_both import KINDS
from tests.rounds import IN_FULL

LINES = {
    "auth/data/roles.csv": "VP,Visiting practitioner,casefile.board,force,custody",
    "acceptance/data/decline_reasons.csv": "on_strike,Our staff are on strike,,yes,no,Ours,design",
    "arrest_tests/testing/data/not_tested_reasons.csv": "power_cut,The power was cut,,yes,no,Ours,practice",
    "arrest_tests/testing/data/reasons_to_ask_later.csv": "praying,Praying,,yes,no,no,Ours,design",
    "people/leaving_custody/data/reasons_left_open.csv": "alarm,A fire alarm,,yes,no,Ours,design",
    "referrals/routing/data/choice_reasons.csv": "bus,The bus goes there,,yes,Ours,design",
    "disposals/victims/data/ways_of_telling.csv": "portal,By the victims’ portal,,yes,Ours,design",
}
GAINED = [
    "The list “choice_reason” gained “bus”.",
    "The list “decline_reason” gained “on_strike”.",
    "The list “later_reason” gained “praying”.",
    "The list “left_open_reason” gained “alarm”.",
    "The list “not_tested_reason” gained “power_cut”.",
    "The list “role” gained “VP”.",
    "The list “way_of_telling” gained “portal”.",
]
SAID_AND_RECORDED = """
from datetime import UTC, datetime, timedelta

from pathways import clock
from pathways.acceptance import actions as acceptance
from pathways.acceptance.rules import decline_reasons
from pathways.app import create_app
from pathways.arrest_tests.testing import actions as testing
from pathways.arrest_tests.testing.rules.results import SampleOutcome, not_tested_reasons
from pathways.auth.roles import Role
from pathways.arrest_tests.testing.rules.record import LaterFacts, reasons_to_ask_later
from pathways.disposals.victims import actions as victims
from pathways.disposals.victims.rules import VictimAnswer, ways_of_telling
from pathways.people.leaving_custody.rules import reasons_left_open
from pathways.people.models.custody import PartLeftOpen
from pathways.referrals.routing.rules import choice_reasons
from pathways.store import schema
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import NO_SAMPLE, a_test, in_custody
from tests.referred import referred

tonight = clock.SettableClock(datetime(2026, 11, 25, 3, 12, tzinfo=UTC))
app = create_app({"PATHWAYS_ENV": "testing"}, tonight)
schema.migrate_extension_of(app)  # as where a command was typed
for words in (["doctor"], ["db", "upgrade"]):
    print(app.test_cli_runner().invoke(args=words).output, end="---\\n")
with app.test_request_context():
    officer = county.viewer_of(county.user(Role.CO))
    view = in_custody(officer)
    later = LaterFacts(why=reasons_to_ask_later()["praying"], ask_again_at=clock.now() + timedelta(hours=1))
    reminder = testing.ask_later(by=officer, view=view, facts=later)
    left = PartLeftOpen(episode_id=view.episode.id, part="needs", label="Needs", why=reasons_left_open()["alarm"],
        recorded_at=clock.now(), recorded_by_id=officer.user_id)
    db.session.add(left)
    not_asked = {"outcome": SampleOutcome.NOT_ASKED, "warned_at": None, "requested_at": None, **NO_SAMPLE}
    reason = not_tested_reasons()["power_cut"]
    test = testing.record_test(by=officer, view=view, record=a_test(**not_asked, not_tested_reason=reason))
    contact = victims.record_victim_contact(by=officer, episode_id=view.episode.id, at=clock.now(),
        by_what=ways_of_telling()["portal"], answer=VictimAnswer.SUPPORTS, remedy="A written apology.")
    hub = county.service()
    worker = county.viewer_of(county.user(Role.TW))
    referral = referred(to=hub)
    referral.choice_reason = choice_reasons()["bus"]
    declined = acceptance.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["on_strike"])
    visiting = county.user(Role("VP"))
    db.session.commit()
    db.session.expire_all()
    for row in (reminder.why, left.why, test.not_tested_reason, contact.by_what, referral.choice_reason, declined.reason,
        county.viewer_of(visiting).role):
        print(row.label)
"""

TYPED_ON = [pytest.param(each, marks=getattr(pytest.mark, each)) for each in (KINDS if IN_FULL else KINDS[1:])]
"""A process of a house of its own; what becomes of a list and of a code on SQLite, the tests after it
ask at every run."""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of all that runs, whose files of data may be changed: what is compiled of it serves both databases."""
    copy = tmp_path_factory.mktemp("lists") / "house"
    for name in ("pathways", "migrations", "templates", "static", "tests"):
        shutil.copytree(config.ROOT / name, copy / name)
    for name in ("config.py", "wsgi.py"):
        shutil.copyfile(config.ROOT / name, copy / name)
    (copy / "node_modules").symlink_to(config.ROOT / "node_modules")
    return copy


@pytest.mark.rounds
@pytest.mark.parametrize("migrated", TYPED_ON, indirect=True)
def test_another_line_of_a_list_is_a_code_that_can_be_recorded(migrated, house):
    for name, line in LINES.items():
        lines = (config.ROOT / "pathways" / name).read_text(encoding="utf-8")
        (house / "pathways" / name).write_text(f"{lines}{line}\n", encoding="utf-8")
    health, upgraded, recorded = ran(house, "-c", SAID_AND_RECORDED).split("---\n")
    assert ("“choice_reason”" in health, "flask db upgrade" in health) == (True, True)
    assert upgraded.splitlines()[1:] == [*GAINED, "The log is add-only for the application."]
    assert recorded.splitlines() == [
        "Praying",
        "A fire alarm",
        "The power was cut",
        "By the victims’ portal",
        "The bus goes there",
        "Our staff are on strike",
        "Visiting practitioner",
    ]
    # This process is of the house without those lines, as whoever takes them out again.
    with pytest.raises(schema.CannotMigrate, match=r"“bus” .* “choice_reason”, and 1 row names it in referral"):
        schema.upgrade(migrated)


def ran(house, *words):
    """What a command answered, typed in the folder of that house."""
    ended = subprocess.run(
        [sys.executable, *words], cwd=house, capture_output=True, text=True, timeout=100, check=False
    )
    assert "Traceback" not in ended.stderr
    return ended.stdout + ended.stderr


def test_a_line_that_nothing_names_leaves_the_list_with_its_file(migrated):
    table = db.metadata.tables["role"]
    engine = create_engine(schema.owner_url(migrated))
    with engine.begin() as connection:
        connection.execute(table.insert().values(code="VP"))
    engine.dispose()
    (problem,) = readiness.problems(migrated)
    assert ("“role”" in problem, "flask db upgrade" in problem) == (True, True)
    (line,) = schema.fill_lists(migrated)
    assert "The list “role” lost “VP”" in line
    assert schema.fill_lists(migrated) == []
    assert readiness.problems(migrated) == []


def test_the_database_takes_no_code_that_is_not_in_its_list(migrated):
    with migrated.app_context():
        accounts.set_up(
            organisation_name="A force",
            kind=OrganisationKind.FORCE,
            administrator_name="R. Hallam",
            sign_in_name="r.hallam@force.example",
            password_hash="none",
        )
        db.session.commit()
        with pytest.raises(IntegrityError, match=r"FOREIGN KEY constraint failed|fk_role_held_role"):
            db.session.execute(text("UPDATE role_held SET role = 'VP'"))
        db.session.rollback()


@pytest.mark.parametrize("migrated", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_the_application_cannot_add_to_a_list_itself(migrated):
    with migrated.app_context():
        with pytest.raises(ProgrammingError, match="permission denied for table role"):
            db.session.execute(text("INSERT INTO role VALUES ('VP')"))
        db.session.rollback()
