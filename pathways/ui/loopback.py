"""Without PATHWAYS_ENV this is somebody trying it on their own machine: it answers there, and nowhere else.

Development accepts a key of its own, cookies without TLS and a made-up county. Whoever forgot the setting on a server
must not serve so: where the address is known at the start the application does not start, and where it becomes known
with a request it answers nothing but what to set.
"""

import os
import socket
import stat
from collections.abc import Iterator, Mapping
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

import click
from flask import Flask, Response, request

WHAT_TO_SET = (
    "PATHWAYS_ENV is not set, so Pathways answers on this machine alone (127.0.0.1, localhost). "
    "Set PATHWAYS_ENV=production to serve others, or PATHWAYS_ENV=development to try it with nobody real on a network"
)
SOCKETS = ("gunicorn.socket", "werkzeug.socket")
OPEN_FILES = Path("/dev/fd")


def is_alone(settings: Mapping[str, Any]) -> bool:
    """Whether nobody said what this is: it may be served on a loopback address only."""
    return bool(settings["LOOPBACK_ONLY"]) and settings["PATHWAYS_ENV"] == "development"


def problems(settings: Mapping[str, Any]) -> list[str]:
    """Which settings say that others are to be served, where nobody said what this is."""
    if not is_alone(settings):
        return []
    hosts = [host for host in settings["TRUSTED_HOSTS"] or () if not _is_of_this_machine(host)]
    if hosts:
        return [f"{WHAT_TO_SET}. TRUSTED_HOSTS names {hosts[0]}"]
    if settings["TRUSTED_PROXIES"] > 0:
        return [f"{WHAT_TO_SET}. TRUSTED_PROXIES says that a proxy brings others here"]
    return []


def problems_of_server(settings: Mapping[str, Any]) -> list[str]:
    """Where the server that loads this application listens to others, though nobody said what this is; as far as it can
    be told before a request comes."""
    if not is_alone(settings):
        return []
    elsewhere = [address for address in _listens_at() if not _is_of_this_machine(address)]
    return [f"{WHAT_TO_SET}. This server listens on {elsewhere[0]}"] if elsewhere else []


def install(app: Flask) -> None:
    """Before anything else, refuse a request that came from elsewhere to an application that is alone."""
    if not is_alone(app.config):
        return

    @app.before_request
    def answer_here_alone() -> Response | None:
        if all(_is_of_this_machine(address) for address in _came_to(request.environ)):
            return None
        return Response(f"Pathways does not answer here.\n\n{WHAT_TO_SET}.\n", 503, mimetype="text/plain")


def _is_of_this_machine(host: str) -> bool:
    """Whether an address or a name, with or without its port, can only be meant for this machine."""
    name = host.rpartition(":")[0] if host.count(":") == 1 or "]:" in host else host
    name = name.strip("[]").lower()
    try:
        address = ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _listens_at() -> Iterator[str]:
    """Where the server that loads this application listens; nothing where it opens its socket later."""
    command = click.get_current_context(silent=True)
    if command is not None and command.params.get("host"):
        yield command.params["host"]
        return
    # A server of several processes opens its sockets first, and each process has them when it loads the application.
    for entry in OPEN_FILES.iterdir() if OPEN_FILES.is_dir() else ():
        try:
            if not stat.S_ISSOCK(os.fstat(int(entry.name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(entry.name))) as opened:
                listens = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and opened.family in (socket.AF_INET, socket.AF_INET6):
                    yield str(opened.getsockname()[0])
        except OSError:
            continue  # closed meanwhile


def _came_to(environ: Mapping[str, Any]) -> Iterator[str]:
    """Every address that tells where a request arrived: the socket's own, the server's, the one that was asked for."""
    for name in SOCKETS:
        if name in environ:
            here = environ[name].getsockname()
            yield from [str(here[0])] if isinstance(here, tuple) else []
    server = str(environ.get("SERVER_NAME", ""))
    if server.replace(".", "").isdigit() or ":" in server:
        yield server
    if environ.get("HTTP_HOST"):
        yield str(environ["HTTP_HOST"])
