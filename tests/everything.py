"""Runs every check and every test, says how many of each kind ran, and names what could not run.

With CI=true what could not run is a failure. `--static` runs only what needs no database and no browser. In full
(`make long`, see `tests/rounds.py`) every test of the application runs on both databases, and what repeats itself does so
as often as it can.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.on_both import KEPT, only_asked_of_sqlite
from tests.once import SHARED
from tests.rounds import IN_FULL

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STATIC = {
    "format": [f"{BIN}/ruff", "format", "--check", "."],
    "lint": [f"{BIN}/ruff", "check", "."],
    "types": [f"{BIN}/mypy"],
    "import contracts": [f"{BIN}/lint-imports", "--no-cache"],
}
# The first is the same engine without a window: a quarter quicker. The first two are also Debian's package names.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = BROWSERS[:2]
# Published data that is not part of the product: where it is not there, that is said, and is no failure of this checkout.
BESIDE = "beside the checkout"
ALONE = "alone"
"""The mark of an attack that measures what others get meanwhile: what runs beside it gives way to it."""
ROOM = 8 * 2**30
"""The bytes that a run needs at once, twice over: it leaves three gigabytes of databases and profiles of browsers."""
HAS_NICE = shutil.which("nice") is not None
GIVES_WAY = ["nice", "-n", "6"] if HAS_NICE else []
"""Before a command: it takes only the time of the processors that nothing that measures wants."""
GIVES_WAY_TO_ALL = ["nice", "-n", "19"] if HAS_NICE else []
"""Before a command: it fills what the tests that ask a database or a browser leave while they wait, all through the run."""


@dataclass
class Outcome:
    """What was run and what came of it."""

    ran: dict[str, str] = field(default_factory=dict)
    cases: dict[str, list[ElementTree.Element]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)


def main() -> int:
    """Run it all. The exit status is 0 only when nothing failed (and, under CI, nothing was left out)."""
    started, outcome = time.monotonic(), Outcome()
    with tempfile.TemporaryDirectory(dir=_in_memory()) as shared:
        os.environ[SHARED] = shared  # what is made once a run is made once for all of these
        os.environ["TMPDIR"] = shared
        Path(shared).chmod(0o711)  # where root runs the tests, PostgreSQL runs as somebody else, below this folder
        if sys.dont_write_bytecode:
            _compile_into(Path(shared) / "compiled")
        if "--static" in sys.argv:
            for name, command in STATIC.items():
                _judge(name, *_done(command), outcome)
        else:
            _run(outcome)
            _both_were_asked(Path(shared), outcome)
    return _say(outcome, time.monotonic() - started)


def _in_memory() -> Path | None:
    """A folder whose files are in memory, where there is one with room for all that a run makes and may start.

    Each test has databases of its own, and nothing of them need outlive the run.
    """
    folder = Path("/dev/shm")  # noqa: S108 (a folder of this run's own is made in it)
    if not folder.is_dir() or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return None
    room = min(shutil.disk_usage(folder).free, psutil.virtual_memory().available)
    return folder if room >= ROOM else None


def _compile_into(folder: Path) -> None:
    """Where nothing compiled may lie beside the code, it lies in `folder` until this run ends.

    Each of the processes that a run starts, servers and commands among them, would compile every module again.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def _run(outcome: Outcome) -> None:
    if not find_or_install_browser():
        outcome.not_run.append(
            f"journeys: no Chromium here, and it could not be installed (Debian package {' or '.join(PACKAGES)})"
        )
    # The attacks that measure wait most of the time: everything else takes that time. What reads the code and what asks no
    # database is done one after the other beside the tests that share the work, and so are the journeys: each of several
    # processes would have a browser and an application of its own, and one alone waits for the other half of its time.
    with ThreadPoolExecutor(1) as measuring, ThreadPoolExecutor(1) as browsing, ThreadPoolExecutor(1) as beside:
        alone = measuring.submit(_tested, "attacks", only=ALONE)
        if not HAS_NICE:
            alone.result()
        walks = browsing.submit(_tested, "journeys", before=GIVES_WAY) if find_browser() else None
        checks = [(name, beside.submit(_done, [*GIVES_WAY_TO_ALL, *command])) for name, command in STATIC.items()]
        units = beside.submit(_tested, "unit", before=GIVES_WAY_TO_ALL)
        _test("house", "integration", "attacks", outcome=outcome, but=ALONE)
        for name, done in checks:
            _judge(name, *done.result(), outcome)
        _take("unit tests", ("unit",), units.result(), outcome)
        if walks:
            _take("journeys", ("journeys",), walks.result(), outcome)
        _take("attacks, each alone", ("attacks",), alone.result(), outcome)
    for kind in outcome.cases:
        _count(kind, outcome)


def _both_were_asked(shared: Path, outcome: Outcome) -> None:
    """Fail where a function of the product asked SQLite and never PostgreSQL: see `tests/on_both.py`."""
    if not any(shared.glob(f"{KEPT}.postgres.*")):
        outcome.failed.append("both databases: nothing was noted of what PostgreSQL was asked")
    elif functions := only_asked_of_sqlite(shared):
        outcome.failed.append(
            "both databases: only SQLite was asked by these. Mark a test of each with `database`:\n"
            + "\n".join(f"    {each}" for each in functions)
        )
    else:
        outcome.ran["both databases"] = "were asked by each function of the product that asked one"


def find_browser() -> str | None:
    """Chromium's path, if it is installed."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def find_or_install_browser() -> str | None:
    """Chromium's path; installs a package of Debian's where that is allowed: the second where there is no first."""
    if (path := find_browser()) or not shutil.which("apt-get"):
        return path
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print("Installing Chromium ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], *(["install", "-y", package] for package in PACKAGES)):
        if not find_browser():
            subprocess.run(
                [*as_root, "apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL, check=False
            )
    return find_browser()


def _done(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        command,
        cwd=ROOT,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout


def _judge(name: str, status: int, output: str, outcome: Outcome) -> None:
    print(f"\n== {name}\n{output.rstrip()}", flush=True)
    if status:
        outcome.failed.append(name)
    else:
        outcome.ran[name] = "clean"


def _why_skipped(case: ElementTree.Element) -> str:
    skipped = case.find("skipped")
    return skipped.get("message", "") if skipped is not None else ""


@dataclass
class Run:
    """What a run of pytest came to; `text` is what it printed, where it did not print it as it went."""

    status: int
    cases: list[ElementTree.Element]
    text: str = ""
    measured: list[str] = field(default_factory=list)


def _folders(kinds: Iterable[str]) -> list[str]:
    return [f"tests/{kind}" for kind in kinds]


def _test(*kinds: str, outcome: Outcome, but: str) -> None:
    """Run tests of these kinds in one go, `but` those of a mark, and print as it goes."""
    name = f"{' and '.join(kinds)} tests"
    print(f"\n== {name}", flush=True)
    _take(name, kinds, _tested(*kinds, but=but), outcome)


def _tested(*kinds: str, but: str = "", only: str = "", before: Sequence[str] = ()) -> Run:
    """Run tests of these kinds: `but` those of a mark, which several processes share, or `only` these.

    Tests that measure (`only`) give way to nothing, those that are shared to them, others as the words `before` the
    command say.
    """
    # Whole files go to whoever is free, but for those in `tests/spread.py`. One process more than there are processors would
    # take what these leave idle, and costs more than that: each builds its scenes and its statements for itself.
    spread = ["-n", str(os.cpu_count() or 2), "--dist", "loadfile", "--no-loadscope-reorder"]
    workers = spread if but else []
    marked = ["-m", only or f"not {but}"] if only or but else []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        # In this family of reports a test also says what it measured.
        writes = [f"--junitxml={report}", "-o", "junit_family=xunit1"]
        command = [sys.executable, "-m", "pytest", "-q", *_folders(kinds), *writes, *workers, *marked]
        if but:
            status, text = subprocess.run([*GIVES_WAY, *command], cwd=ROOT, check=False).returncode, ""
        else:
            status, text = _done([*before, *command])
        root = ElementTree.parse(report).getroot() if report.exists() else ElementTree.Element("testsuites")
    properties = ((each.get("name", ""), each.get("value")) for each in root.iter("property"))
    measured = [f"{name}: {value}" for name, value in properties if not name.startswith("hypothesis-")]
    return Run(status, list(root.iter("testcase")), text, measured)


def _take(name: str, kinds: tuple[str, ...], run: Run, outcome: Outcome) -> None:
    """Keep the cases of a run by their kind, and say what it printed and what is wrong with it as a whole."""
    if run.text:
        print(f"\n== {name}\n{run.text.rstrip()}", flush=True)
    outcome.measured += run.measured
    for kind in kinds:
        ran = [case for case in run.cases if case.get("classname", "").startswith(f"tests.{kind}.")]
        if not ran:
            outcome.failed.append(f"{kind} tests: none ran of {name}")
        outcome.cases.setdefault(kind, []).extend(ran)
    if run.status and not any(_is_wrong(case) for case in run.cases):
        outcome.failed.append(f"{name}: the run itself failed (it ended with {run.status})")


def _count(kind: str, outcome: Outcome) -> None:
    """Say of the tests of a kind how many passed; and what failed, was skipped or not read."""
    cases, name = outcome.cases[kind], f"{kind} tests"
    skipped = [_why_skipped(case) for case in cases if case.find("skipped") is not None]
    apart = sum(BESIDE in why for why in skipped)
    wrong = sum(_is_wrong(case) for case in cases)
    outcome.ran[name] = f"{len(cases) - len(skipped) - wrong} passed"
    if wrong:
        outcome.failed.append(name)
    reasons = Counter(why for why in skipped if BESIDE not in why)
    outcome.not_run += [f"{name}: {count} skipped: {why}" for why, count in reasons.items()]
    if apart:
        outcome.apart.append(f"{name}: {apart} read what is {BESIDE}, and it is not there")


def _is_wrong(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def _say(outcome: Outcome, seconds: float) -> int:
    print("\n" + "=" * 72)
    for name, what in outcome.ran.items():
        print(f"{name:20} {what}")
    for what in outcome.measured:
        print(f"measured             {what}")
    for name in outcome.failed:
        print(f"FAILED               {name}")
    for what in outcome.not_run:
        print(f"COULD NOT RUN HERE   {what}")
    for what in outcome.apart:
        print(f"NOT READ HERE        {what}")
    print(f"in {seconds:.0f} s{', in full' if IN_FULL else ''}")
    unacceptable = outcome.failed or (outcome.not_run and os.environ.get("CI") == "true")
    print(
        "Not green." if unacceptable else "All green." if not outcome.not_run else "Green, but see what could not run."
    )
    return 1 if unacceptable else 0


if __name__ == "__main__":
    sys.exit(main())
