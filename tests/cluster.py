"""Three machines on loopback, each with etcd, Patroni and PostgreSQL, set up by the files of docs/cluster.

etcd comes from Debian's package, which is unpacked and not installed, so that nobody has to be root; Patroni is one of our
requirements for building, and PostgreSQL comes from the wheel of the tests.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
import psycopg

from tests.standby import PROGRAMS

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "docs" / "cluster"
NAMES = ("db1", "db2", "db3")
PASSWORD = "of-a-cluster-that-ends-with-the-test"
AS_SOMEBODY_ELSE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
"""PostgreSQL does not run as root, and neither would its files be Patroni's. Root is somebody else in a namespace."""


class CannotBeHad(Exception):
    """What the cluster needs is not here and could not be had; the message says what, and why."""


def etcd() -> str:
    """The program: one that is installed, or Debian's, unpacked. Raises CannotBeHad."""
    if program := shutil.which("etcd"):
        return program
    folder = ROOT / "var" / "etcd"
    program = folder / "usr" / "bin" / "etcd"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for command in (["apt-get", "-qq", "download", "etcd-server"], ["sh", "-c", "dpkg-deb -x etcd-server_*.deb ."]):
            try:
                done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
            except OSError as error:
                raise CannotBeHad(f"etcd is not here, and {command[0]} neither ({error})") from error
            if done.returncode:
                raise CannotBeHad(f"etcd is not here, and could not be had: {command[0]} said {done.stderr.strip()}")
    return str(program)


@dataclass
class Machine:
    """One of the three."""

    name: str
    address: str
    folder: Path
    commands: tuple[list[str], ...]
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "postgresql"

    def start(self) -> None:
        before = AS_SOMEBODY_ELSE if os.geteuid() == 0 else []
        with (self.folder / "log").open("ab") as log:
            self.programs = [
                subprocess.Popen([*before, *command], cwd=self.folder, stdout=log, stderr=log, start_new_session=True)
                for command in self.commands
            ]

    def kill(self) -> None:
        """As the power would: everything at once, nothing is told to anybody."""
        victims = [psutil.Process(each.pid) for each in self.programs if each.poll() is None]
        with suppress(OSError, psutil.NoSuchProcess):
            victims.append(psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0])))
        for each in [*victims, *(child for victim in victims for child in victim.children(recursive=True))]:
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
        for program in self.programs:
            program.wait()
        self.programs.clear()

    def state(self) -> dict[str, Any]:
        """What its Patroni says of it; nothing while it says nothing."""
        try:
            with urlopen(f"http://{self.address}:8008/patroni", timeout=2) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return {}

    @property
    def is_first(self) -> bool:
        """Whether it is the one that is written to."""
        return self.state().get("role") == "primary"

    @property
    def is_synchronous(self) -> bool:
        """Whether commits wait for it: it may take over."""
        state = self.state()
        return bool(state.get("sync_standby") or state.get("quorum_standby"))


@dataclass
class Cluster:
    """The three, as the files of docs/cluster set them up."""

    machines: tuple[Machine, ...]

    def url(self, user: str, password: str, database: str, attributes: str = "read-write") -> str:
        """An address as docs/cluster.md has it: all three, and which of them is wanted."""
        hosts = ",".join(each.address for each in self.machines)
        ports = ",".join("5432" for _ in self.machines)
        return f"postgresql://{user}:{password}@/{database}?host={hosts}&port={ports}&target_session_attrs={attributes}"

    def ask(self, statement: str, database: str = "postgres") -> None:
        """Run a statement on the first server, as its superuser."""
        with psycopg.connect(self.url("postgres", PASSWORD, database), autocommit=True) as connection:
            connection.execute(statement)

    @property
    def first(self) -> Machine | None:
        return next((each for each in self.machines if each.is_first), None)

    def switch_over(self) -> None:
        """As an operator does before work on the first server: it hands over to another, and follows it."""
        first = self.first
        assert first is not None
        body = json.dumps({"leader": first.name}).encode()
        with urlopen(Request(f"http://{first.address}:8008/switchover", body), timeout=60) as answer:
            assert answer.status == 200, answer.read()

    def is_whole(self) -> bool:
        """Whether one is written to and the two others follow it, so that either could take over."""
        return self.first is not None and sum(each.is_synchronous for each in self.machines) == 2


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The three machines, until the block ends. Raises CannotBeHad."""
    program = etcd()
    folder = Path(tempfile.mkdtemp(prefix="pathways-cluster-"))
    net = f"127.{os.getpid() % 200 + 20}.{os.getpid() // 200 % 250}."
    machines = tuple(_machine(name, f"{net}{number + 11}", folder / name, program) for number, name in enumerate(NAMES))
    try:
        for each in machines:
            each.folder.mkdir()
            for file in ("etcd.yml", "patroni.yml"):
                (each.folder / file).write_text(_set_up((FILES / file).read_text(), each, net))
            each.start()
        yield Cluster(machines)
    finally:
        for each in machines:
            each.kill()
        shutil.rmtree(folder)


def _machine(name: str, address: str, folder: Path, program: str) -> Machine:
    etcd_of_it = [program, "--config-file", f"{folder}/etcd.yml"]
    return Machine(name, address, folder, (etcd_of_it, [sys.executable, "-m", "patroni", f"{folder}/patroni.yml"]))


def _set_up(text: str, machine: Machine, net: str) -> str:
    """A file of docs/cluster for one of the three on this machine: its name, its addresses, its folders."""
    others = text.replace("name: db1", f"name: {machine.name}")
    lines = []
    for line in others.splitlines():
        if "hosts:" not in line and "initial-cluster:" not in line:
            line = line.replace("10.0.0.11", machine.address)
        lines.append(line)
    changes = {
        "10.0.0.0/24": "127.0.0.0/8",
        "10.0.0.": net,
        "/var/lib/etcd": f"{machine.folder}/etcd",
        "/var/lib/postgresql/pathways": str(machine.data),
        "/var/lib/postgresql/pgpass": f"{machine.folder}/pgpass",
        "/var/run/postgresql": str(machine.folder),
        "/usr/lib/postgresql/17/bin": str(PROGRAMS),
        "local all postgres peer": "local all postgres trust",
        "…": PASSWORD,
        "mode: required": "mode: off",
    }
    result = "\n".join(lines)
    for before, after in changes.items():
        result = result.replace(before, after)
    return result
