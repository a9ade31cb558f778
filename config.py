"""Settings from the environment, and what is wrong with them.

Development and the demonstration need nothing set. Production fails closed: `problems` says, a line each, why the
application will not start (decision 11 of the trust rules), and `flask doctor` prints the same lines.
"""

import os
import re
import secrets
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from math import log2
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

from werkzeug.sansio.utils import host_is_trusted

ROOT = Path(__file__).resolve().parent
UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
HOST = r"\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?"
SHORTEST_KEY = 32
FEWEST_BITS = 80
WELL_KNOWN_KEYS = ("dev", "secret", "changeme", "change-me", "test", "key", "password")


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Every setting, from the environment or its default. Makes the data folder and, outside production, a key."""
    env = os.environ if environ is None else environ
    environment = env.get("PATHWAYS_ENV") or "development"
    production = environment == "production"
    folder = Path(env.get("PATHWAYS_DATA", ROOT / "var")).resolve()
    if not production:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "PATHWAYS_ENV": environment,
        "LOOPBACK_ONLY": not env.get("PATHWAYS_ENV"),
        "DATA_FOLDER": str(folder),
        "SECRET_KEY": env.get("SECRET_KEY") or ("" if production else _own_key(folder)),
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL") or f"sqlite:///{folder / 'pathways.sqlite3'}"),
        "MIGRATION_DATABASE_URL": database_url(env.get("MIGRATION_DATABASE_URL", "")),
        # A standby of the database, from which reports are read as long as it is no further behind than that.
        "REPORTING_DATABASE_URL": database_url(env.get("REPORTING_DATABASE_URL", "")),
        "REPORTING_LAG_SECONDS": _number(env, "REPORTING_LAG_SECONDS", 60),
        "TRUSTED_HOSTS": [each.strip() for each in env.get("TRUSTED_HOSTS", "").split(",") if each.strip()] or None,
        "TRUSTED_PROXIES": _number(env, "TRUSTED_PROXIES", 0),
        "SESSION_COOKIE_SECURE": production or env.get("SECURE_COOKIES") == "1",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "__Host-pathways-form" if production else "pathways-form",
        "ARGON2_TIME_COST": _number(env, "ARGON2_TIME_COST", 3),
        "ARGON2_MEMORY_KIB": _number(env, "ARGON2_MEMORY_KIB", 65_536),
        "NODE_MODULES": env.get("NODE_MODULES", str(ROOT / "node_modules")),
        "STATEMENT_SECONDS": 0,
        "LOG_FORMAT": env.get("LOG_FORMAT") or "text",
        "LOG_TRACES": env.get("LOG_TRACES", "") == "1",
        "SQLITE_SHARED": env.get("SQLITE_SHARED", ""),
        "SETTABLE_CLOCK": env.get("SETTABLE_CLOCK", ""),
        "PARTNERSHIP_NAME": env.get("PARTNERSHIP_NAME", "Drug and treatment partnership"),
        **_mail(env),
        # The number of the made-up county, which rings nowhere, outside production.
        "PARTNERSHIP_PHONE": env.get("PARTNERSHIP_PHONE", "" if production else "01632 960 118"),
        # Who keeps the Board's minutes, outside: to that mailbox go digests of what is recorded of it.
        "BOARD_WITNESS": env.get("BOARD_WITNESS", "" if production else "minutes@board.made-up-county.example"),
        # Whom staff ring when something does not work, in words: the page “Help” says it.
        "SUPPORT": env.get("SUPPORT", "" if production else "the digital desk on 01632 960 119, day and night"),
        "WTF_CSRF_TIME_LIMIT": None,
        # Each form checks its own token and shows what was typed again; a house test posts to every route without one.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "MAX_CONTENT_LENGTH": 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 1_000,
        "DEBUG": False,
        "TESTING": False,
    }


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """How messages leave the house. Without a host and without a key of GOV.UK Notify they wait, and a page says so."""
    return {
        "PUBLIC_URL": env.get("PUBLIC_URL", ""),
        "MAIL_HOST": env.get("MAIL_HOST", ""),
        "MAIL_PORT": _number(env, "MAIL_PORT", 587),
        "MAIL_SECURITY": env.get("MAIL_SECURITY", "starttls"),
        "MAIL_USER": env.get("MAIL_USER", ""),
        "MAIL_PASSWORD": env.get("MAIL_PASSWORD", ""),
        "MAIL_FROM": env.get("MAIL_FROM", ""),
        # Mail that stays in a folder of this machine: the demonstration's, which `make run` names.
        "MAIL_FOLDER": env.get("MAIL_FOLDER", ""),
        "NOTIFY_KEY": env.get("NOTIFY_KEY", ""),
        "NOTIFY_URL": env.get("NOTIFY_URL", "https://api.notifications.service.gov.uk"),
        "NOTIFY_EMAIL_TEMPLATE": env.get("NOTIFY_EMAIL_TEMPLATE", ""),
        "NOTIFY_TEXT_TEMPLATE": env.get("NOTIFY_TEXT_TEMPLATE", ""),
    }


def _number(env: Mapping[str, str], name: str, usual: int) -> int:
    """A setting that is a count; -1 for what is none, which `problems` refuses."""
    value = env.get(name) or str(usual)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def database_url(url: str) -> str:
    """The address with the driver this project installs (psycopg 3 for PostgreSQL), a file's from the root.

    Of a file's name alone the application, its migrations and its backups would each make another file.
    """
    file = url.removeprefix("sqlite:///")
    if file not in (url, "") and not file.startswith("/"):
        return f"sqlite:///{Path(file).resolve()}"
    for name in ("postgresql://", "postgres://"):
        if url.startswith(name):
            return "postgresql+psycopg://" + url.removeprefix(name)
    return url


def problems(settings: Mapping[str, Any]) -> list[str]:
    """What makes these settings unsafe, a sentence each. Outside production only what cannot work at all."""
    found = _database_problems(str(settings["SQLALCHEMY_DATABASE_URI"]), "DATABASE_URL") + _owner_problems(settings)
    found += _standby_problems(settings) + _host_problems(settings) + _mail_problems(settings)
    if settings["PATHWAYS_ENV"] not in ("development", "production", "testing"):
        found.append("PATHWAYS_ENV must be development or production")
    if settings["LOG_FORMAT"] not in ("text", "json"):
        found.append("LOG_FORMAT must be text or json")
    for name in ("TRUSTED_PROXIES", "REPORTING_LAG_SECONDS", "MAIL_PORT", "ARGON2_TIME_COST", "ARGON2_MEMORY_KIB"):
        if settings[name] < 0:
            found.append(f"{name} must be a whole number")
    if settings["PATHWAYS_ENV"] != "production":
        return found
    key = str(settings["SECRET_KEY"] or "")
    if len(key) < SHORTEST_KEY or any(key.lower().startswith(word) for word in WELL_KNOWN_KEYS):
        found.append(f"SECRET_KEY is missing, well known or shorter than {SHORTEST_KEY} characters")
    elif bits_of(key) < FEWEST_BITS:
        found.append(
            "SECRET_KEY can be guessed: it repeats or counts up. Make one with "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    if settings["DEBUG"] or settings["TESTING"]:
        found.append("DEBUG and TESTING must be off in production")
    if not settings["TRUSTED_HOSTS"]:
        found.append("TRUSTED_HOSTS must name the host names this service answers to")
    if not settings["SESSION_COOKIE_SECURE"]:
        found.append("Cookies must be Secure in production")
    if settings["SETTABLE_CLOCK"]:  # nothing else reads it: where it is set, the settings are those of a test
        found.append("SETTABLE_CLOCK is for tests and the demonstration only")
    if settings["ARGON2_TIME_COST"] < 2 or settings["ARGON2_MEMORY_KIB"] < 19_456:
        found.append("ARGON2_TIME_COST must be at least 2 and ARGON2_MEMORY_KIB at least 19456")
    folders = {Path(settings["DATA_FOLDER"]), *_folder_of_file(str(settings["SQLALCHEMY_DATABASE_URI"]))}
    return found + [line for folder in sorted(folders) for line in _folder_problems(folder)]


def bits_of(key: str) -> float:
    """How much a key leaves to be guessed, at most: by its letters, and by the steps from each to the next.

    A key that repeats itself is worth its shortest piece; one that counts up or down has the same step everywhere.
    """
    piece = key[: (key + key).find(key, 1)]
    steps = [ord(after) - ord(before) for before, after in pairwise(piece)]
    return len(piece) * min(_bits_each(piece), _bits_each(steps))


def _bits_each(signs: Sequence[Hashable]) -> float:
    """The information in one of these signs, by how often each stands there (Shannon)."""
    return sum(-count / len(signs) * log2(count / len(signs)) for count in Counter(signs).values())


def _host_problems(settings: Mapping[str, Any]) -> list[str]:
    """What is no host name in TRUSTED_HOSTS, and a PUBLIC_URL that none of them answers to."""
    hosts = settings["TRUSTED_HOSTS"] or []
    found = [
        f"TRUSTED_HOSTS must be host names alone, like pathways.example, with commas between them: not {host}"
        for host in hosts
        if not re.fullmatch(HOST, host)
    ]
    public = urlsplit(settings["PUBLIC_URL"]).netloc
    if public and hosts and not found and not host_is_trusted(public, hosts):
        found.append(f"PUBLIC_URL begins links with {public}, which TRUSTED_HOSTS does not name: they would be refused")
    return found


def _owner_problems(settings: Mapping[str, Any]) -> list[str]:
    """What is wrong with the address that migrations connect to, where there is one."""
    owner, application = str(settings["MIGRATION_DATABASE_URL"]), str(settings["SQLALCHEMY_DATABASE_URI"])
    if not owner:
        return []
    if found := _database_problems(owner, "MIGRATION_DATABASE_URL"):
        return found
    if owner.partition(":")[0] != application.partition(":")[0]:
        return ["MIGRATION_DATABASE_URL and DATABASE_URL name databases of two kinds: both lead to the same database"]
    return []


def _standby_problems(settings: Mapping[str, Any]) -> list[str]:
    """What is wrong with the address of the standby for reports, where there is one."""
    standby, database = str(settings["REPORTING_DATABASE_URL"]), str(settings["SQLALCHEMY_DATABASE_URI"])
    if not standby:
        return []
    if standby.startswith("sqlite:") or database.startswith("sqlite:"):
        return ["REPORTING_DATABASE_URL is for PostgreSQL alone: an SQLite file has no standby. Leave it out"]
    if standby == database:
        return ["REPORTING_DATABASE_URL and DATABASE_URL are the same: name the standby, or leave it out"]
    return _database_problems(standby, "REPORTING_DATABASE_URL")


def _database_problems(url: str, name: str) -> list[str]:
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        where = path if path.exists() else path.parent
        if not path.name or path.is_dir():
            return [f"{name} names a folder, not a file: write sqlite:////the/folder/pathways.sqlite3"]
        if not path.parent.is_dir():
            return [f"The database file {path} cannot be made: its folder does not exist"]
        if not os.access(where, os.W_OK):
            return [f"The database file {path} cannot be written. Change its owner, or name another in {name}"]
        return []
    if url.startswith("postgresql+psycopg://"):
        try:
            _ = urlsplit(url).port
        except ValueError:
            return [f"{name} cannot be read: write postgresql://name:password@host:5432/database"]
        return []
    return [f"{name} must begin with sqlite:/// or postgresql://"]


def _mail_problems(settings: Mapping[str, Any]) -> list[str]:
    """What keeps messages from being sent, where they are to be: by halves nothing is set up."""
    found = []
    by_mail, by_notify = bool(settings["MAIL_HOST"]), bool(settings["NOTIFY_KEY"])
    is_local = settings["MAIL_HOST"] in ("127.0.0.1", "::1", "localhost")
    in_production = settings["PATHWAYS_ENV"] == "production"
    if settings["MAIL_FOLDER"] and in_production:
        found.append("MAIL_FOLDER is for the demonstration: what goes to a folder reaches nobody. Set MAIL_HOST")
    if (by_mail or by_notify) and urlsplit(settings["PUBLIC_URL"]).scheme not in ("https", "http"):
        found.append("PUBLIC_URL must be the address that links in messages begin with, https://pathways.example")
    elif (by_mail or by_notify) and in_production and not settings["PUBLIC_URL"].startswith("https://"):
        found.append("PUBLIC_URL must begin with https://")
    if by_mail and not _is_address(settings["MAIL_FROM"]):
        found.append("MAIL_FROM must be the e-mail address that messages come from")
    if settings["BOARD_WITNESS"] and not _is_address(settings["BOARD_WITNESS"]):
        found.append("BOARD_WITNESS must be the e-mail address of whoever keeps the Board’s minutes")
    if by_mail and settings["MAIL_SECURITY"] not in ("starttls", "tls", "none"):
        found.append("MAIL_SECURITY must be starttls, tls or none")
    if by_mail and in_production and settings["MAIL_SECURITY"] == "none" and not is_local:
        found.append("MAIL_SECURITY must be starttls or tls: a message would cross the network in the clear")
    if bool(settings["MAIL_USER"]) != bool(settings["MAIL_PASSWORD"]):
        found.append("MAIL_USER and MAIL_PASSWORD go together: set both or neither")
    if by_notify and not re.search(rf"-{UUID}-{UUID}$", settings["NOTIFY_KEY"]):
        found.append("NOTIFY_KEY must be a whole key of GOV.UK Notify, as its page shows it once")
    if by_notify and not (settings["NOTIFY_EMAIL_TEMPLATE"] or settings["NOTIFY_TEXT_TEMPLATE"]):
        found.append("NOTIFY_EMAIL_TEMPLATE or NOTIFY_TEXT_TEMPLATE must name a template of GOV.UK Notify")
    return found


def _is_address(typed: str) -> bool:
    """Whether it is one e-mail address, of a length that mail takes."""
    return len(typed) <= 254 and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", typed) is not None


def _folder_of_file(url: str) -> list[Path]:
    """Where an SQLite file and the log beside it lie."""
    file = Path(url.removeprefix("sqlite:///"))
    return [file.parent] if url.startswith("sqlite:///") and file.parent.is_dir() else []


def _folder_problems(folder: Path) -> list[str]:
    if not folder.is_dir():
        return [f"The data folder {folder} does not exist"]
    if folder.stat().st_mode & 0o007:
        return [f"The data folder {folder} can be read by others: chmod 700"]
    return []


def _own_key(folder: Path) -> str:
    """A key of this machine's own, made once: outside production nobody has to set one, and none is well known.

    Processes that start together make one each, and the first that is whole is everybody's.
    """
    path = folder / "secret_key"
    if not path.exists():
        with NamedTemporaryFile("w", encoding="ascii", dir=folder) as key, suppress(FileExistsError):
            key.write(secrets.token_urlsafe(48))
            key.flush()
            os.link(key.name, path)
    return path.read_text(encoding="ascii")
