"""Production starts only where nothing is unsafe: one thing wrong at a time stops it, and a line says which."""

import os
import shutil
import time

import click
import pytest
from sqlalchemy import NullPool, create_engine, select, text, update

import config
from pathways import clock
from pathways.app import UnsafeSettings, app_to_serve, create_app
from pathways.auth.models import User
from pathways.auth.passwords import SignInAttempt
from pathways.auth.roles import Role
from pathways.documents import chart
from pathways.store import long_reads, schema
from pathways.store.base import db
from tests import county
from tests.conftest import TONIGHT
from tests.databases import owner_and_application
from tests.integration.hostile.in_production import KEY, end, on_one_database, refusal
from tests.pages import hidden_values
from tests.scenes import FILE

WRONG = {
    "no key": ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "a short key": ({"SECRET_KEY": KEY[:31]}, "SECRET_KEY is missing, well known or shorter than 32 characters"),
    "a well-known key": ({"SECRET_KEY": "changeme" * 5}, "SECRET_KEY is missing, well known"),
    "a key of one letter": ({"SECRET_KEY": "x" * 48}, "SECRET_KEY can be guessed"),
    "a key of four letters": ({"SECRET_KEY": "abcd" * 12}, "SECRET_KEY can be guessed"),
    "a key that repeats a word": ({"SECRET_KEY": "Lincoln-2026!" * 4}, "SECRET_KEY can be guessed"),
    "a key that counts up": ({"SECRET_KEY": "abcdefghijklmnopqrstuvwxyz01234567"}, "SECRET_KEY can be guessed"),
    "no host names": ({"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS must name the host names"),
    "a settable clock": ({"SETTABLE_CLOCK": "1"}, "SETTABLE_CLOCK is for tests"),
    "a hash of one round": ({"ARGON2_TIME_COST": "1"}, "ARGON2_TIME_COST must be at least 2"),
    "a hash of little memory": ({"ARGON2_MEMORY_KIB": "19455"}, "ARGON2_MEMORY_KIB at least 19456"),
    "a log of another form": ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be text or json"),
    "words for a number": ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES must be a whole number"),
    "a host with its scheme": ({"TRUSTED_HOSTS": "https://pathways.example"}, "not https://pathways.example"),
    "a host with a path": ({"TRUSTED_HOSTS": "pathways.example, here.example/path"}, "not here.example/path"),
    "a host for all": ({"TRUSTED_HOSTS": "*"}, "TRUSTED_HOSTS must be host names alone, like pathways.example"),
    "an address outside the hosts": (
        {"PUBLIC_URL": "https://paths.example"},
        "PUBLIC_URL begins links with paths.example, which TRUSTED_HOSTS does not name",
    ),
    "an owner's address that is none": (
        {"MIGRATION_DATABASE_URL": "mysql://owner@somewhere/pathways"},
        "MIGRATION_DATABASE_URL must begin with sqlite:/// or postgresql://",
    ),
    "an owner's address that cannot be read": (
        {"MIGRATION_DATABASE_URL": "postgresql://owner@127.0.0.1:port/pathways"},
        "MIGRATION_DATABASE_URL cannot be read",
    ),
    "an owner's address of another kind": (
        {"MIGRATION_DATABASE_URL": "postgresql://owner@127.0.0.1/pathways"},
        "MIGRATION_DATABASE_URL and DATABASE_URL name databases of two kinds",
    ),
    "a standby of an SQLite file": (
        {"REPORTING_DATABASE_URL": "postgresql://pathways_app@127.0.0.2/pathways"},
        "REPORTING_DATABASE_URL is for PostgreSQL alone: an SQLite file has no standby",
    ),
    "a lag in words": ({"REPORTING_LAG_SECONDS": "a minute"}, "REPORTING_LAG_SECONDS must be a whole number"),
    "no stylesheets": ({"NODE_MODULES": "/nowhere/at/all"}, "or name the folder in NODE_MODULES"),
    "no data folder": ({"PATHWAYS_DATA": "/nowhere/at/all"}, "The data folder /nowhere/at/all does not exist"),
}
OVERRIDES = {
    "DEBUG": (True, "DEBUG and TESTING must be off"),
    "TESTING": (True, "DEBUG and TESTING must be off"),
    "SESSION_COOKIE_SECURE": (False, "Cookies must be Secure"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_one_wrong_setting_stops_production(production, monkeypatch, capsys, wrong):
    changed, message = WRONG[wrong]
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    assert message in refusal(capsys)


@pytest.mark.parametrize(
    "key",
    [
        KEY,
        "0f8e4c5d9b2a7163f4e8d0c2b6a59371",
        "9b74c989-7bac-4fae-9e1f-1d6f3a8c2b50",
        "correct horse battery staple on a wet Tuesday",
    ],
)
def test_a_key_that_was_drawn_at_random_is_taken(key):
    assert config.bits_of(key) >= config.FEWEST_BITS


@pytest.mark.parametrize("name", OVERRIDES)
def test_production_is_not_talked_out_of_a_safe_setting(production, name):
    value, message = OVERRIDES[name]
    with pytest.raises(UnsafeSettings, match=message):
        create_app({name: value})


def test_production_takes_no_clock_but_the_machines(production):
    with pytest.raises(UnsafeSettings, match="production runs on the machine's own"):
        create_app(clock=clock.SettableClock(TONIGHT))


def test_papers_have_their_typeface_from_the_folder_that_the_setting_names(production, tmp_path, monkeypatch):
    (elsewhere := tmp_path / "npm").symlink_to(chart._Place.node_modules)
    monkeypatch.setattr(chart._Place, "node_modules", chart._Place.node_modules)
    monkeypatch.setenv("NODE_MODULES", str(elsewhere))
    end(create_app())
    assert chart._Place.node_modules == elsewhere
    assert chart.ready() == "Arimo"


def test_a_data_folder_that_others_can_read_stops_production(production, capsys):
    production.chmod(0o755)
    assert "can be read by others: chmod 700" in refusal(capsys)


def test_a_database_file_in_a_folder_that_others_can_read_stops_production(production, tmp_path, monkeypatch, capsys):
    elsewhere = tmp_path / "shared"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{elsewhere / 'pathways.sqlite3'}")
    assert f"{elsewhere} can be read by others" in refusal(capsys)


def test_a_database_file_named_without_its_folder_is_one_and_the_same_for_all(production, migrated_folder, monkeypatch):
    shutil.copyfile(migrated_folder / FILE, production / "here.sqlite3")
    monkeypatch.chdir(production)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///here.sqlite3")
    app = app_to_serve()  # which stops where it comes to another, that has no tables
    assert schema.owner_url(app) == app.config["SQLALCHEMY_DATABASE_URI"]
    end(app)


def test_a_database_without_its_migrations_stops_production_but_not_the_command_that_runs_them(production, capsys):
    assert "has not had every migration: run flask db upgrade" in refusal(capsys)
    with click.Context(click.Command("upgrade"), info_name="upgrade"):
        end(app_to_serve())
    with click.Context(click.Command("run"), info_name="run"):
        assert "has not had every migration" in refusal(capsys)
    app = create_app()
    with pytest.raises(UnsafeSettings, match="has not had every migration"):
        app.extensions["ready_to_serve"]()  # what `flask serve` asks once it has migrated


@pytest.mark.parametrize("hosts", ["pathways.example", " pathways.example , .police.example", "pathways.example:8443"])
def test_hosts_are_named_with_or_without_their_port_and_parts(production, monkeypatch, hosts):
    monkeypatch.setenv("TRUSTED_HOSTS", hosts)
    monkeypatch.setenv("PUBLIC_URL", "https://pathways.example:8443")
    end(create_app())


def test_a_right_configuration_serves_with_cookies_that_only_it_reads(migrated):
    app = app_to_serve()
    answer = app.test_client().get("/sign-in", base_url="https://pathways.example")
    assert answer.status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-pathways-form=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    end(app)


@on_one_database
def test_another_host_name_is_not_answered_to(migrated):
    app = app_to_serve()
    for host in ("elsewhere.example", "pathways.example.elsewhere.example", "127.0.0.1"):
        answer = app.test_client().get("/sign-in", base_url=f"https://{host}")
        assert answer.status_code == 400
        assert host not in answer.text
    end(app)


@on_one_database
@pytest.mark.parametrize(("proxies", "counted"), [("0", "127.0.0.1"), ("1", "192.0.2.1"), ("2", "203.0.113.9")])
def test_a_wrong_guess_is_counted_against_the_address_our_own_proxies_name(migrated, monkeypatch, proxies, counted):
    monkeypatch.setenv("TRUSTED_PROXIES", proxies)
    app = app_to_serve()
    browser = app.test_client()
    sent = {
        "base_url": "https://pathways.example",
        "headers": {"X-Forwarded-For": "198.51.100.4, 203.0.113.9, 192.0.2.1"},
    }
    page = browser.get("/sign-in", **sent)
    guess = {**hidden_values(page.text, "/sign-in"), "name": "nobody", "password": "a wrong guess"}
    assert browser.post("/sign-in", data=guess, **sent).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(SignInAttempt.address)).all() == [counted]
    end(app)


@on_one_database
def test_a_demonstration_in_the_database_stops_production(migrated, capsys):
    with migrated.app_context():
        county.user(Role.CO)
        db.session.execute(update(User).values(is_demonstration=True))
        db.session.commit()
    assert "holds the demonstration" in refusal(capsys)


def test_several_organisations_share_an_sqlite_file_only_where_that_was_accepted(migrated, capsys, monkeypatch):
    with migrated.app_context():
        county.user(Role.CO)
        county.user(Role.TW)
        assert len(set(db.session.scalars(select(User.organisation_id)))) == 2
        db.session.commit()
        is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite:
        assert "Several organisations share an SQLite file" in refusal(capsys)
    monkeypatch.setenv("SQLITE_SHARED", "accepted")
    end(app_to_serve())


@pytest.mark.postgres
def test_a_role_that_may_do_all_stops_production(production, postgres, migrated_postgres, monkeypatch, capsys):
    owner, _ = owner_and_application(postgres, f"pathways_owned_{os.getpid()}", like=migrated_postgres, durable=False)
    monkeypatch.setenv("DATABASE_URL", owner)
    assert "connects as a superuser" in refusal(capsys)


@pytest.mark.postgres
def test_a_process_that_stops_leaves_no_connection_behind(production, postgres, migrated_postgres, monkeypatch):
    owner, _ = owner_and_application(postgres, f"pathways_stopped_{os.getpid()}", like=migrated_postgres, durable=False)
    monkeypatch.setenv("DATABASE_URL", owner)
    engine = create_engine(owner, poolclass=NullPool)
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with pytest.raises(UnsafeSettings) as stopped:
        app_to_serve()
    assert stopped.traceback  # as long as it is told the process lives, and so would what it opened
    until = time.monotonic() + 5
    with engine.connect() as connection:
        while (left := connection.scalar(others)) and time.monotonic() < until:
            time.sleep(0.05)
    assert left == 0


@pytest.mark.postgres
def test_whoever_serves_pages_has_a_statement_planned_once_and_read_on_one_core_and_nobody_has_it_translated(postgres):
    owner, address = owner_and_application(postgres, f"pathways_planned_{os.getpid()}", durable=False)
    of_pages = "current_setting('plan_cache_mode'), current_setting('max_parallel_workers_per_gather') = '0'"
    set_up = text(f"SELECT {of_pages}, current_setting('jit')")

    def asked(**how):
        app = create_app({"SQLALCHEMY_DATABASE_URI": address, "MIGRATION_DATABASE_URL": owner, **how})
        read = []
        with app.app_context():
            for engine in (db.engine, db.engines[long_reads.APART]):
                with engine.connect() as connection:
                    read.append(tuple(connection.execute(set_up).one()))
        end(app)
        return read

    assert asked(STATEMENT_SECONDS=1) == [("force_generic_plan", True, "off"), ("auto", False, "off")]
    assert asked() == [("auto", False, "off"), ("auto", False, "off")]
