"""Runs every check and every test, says how many of each kind ran, and names what could not run.

With CI=true what could not run is a failure. `--static` runs only what needs no database and no browser.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.once import SHARED

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STATIC = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "import contracts": ["lint-imports", "--no-cache"],
}
# The first is the same engine without a window: a quarter quicker. The first two are also Debian's package names.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = BROWSERS[:2]
# Published data that is not part of the product: where it is not there, that is said, and is no failure of this checkout.
BESIDE = "beside the checkout"
ALONE = "alone"
"""The mark of an attack that measures what others get meanwhile: nothing else runs beside it."""


@dataclass
class Outcome:
    """What was run and what came of it."""

    ran: dict[str, str] = field(default_factory=dict)
    cases: dict[str, list[ElementTree.Element]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def main() -> int:
    """Run it all. The exit status is 0 only when nothing failed (and, under CI, nothing was left out)."""
    started, outcome = time.monotonic(), Outcome()
    with tempfile.TemporaryDirectory() as shared:
        os.environ[SHARED] = shared  # what is made once a run is made once for all of these
        _run(outcome)
    return _say(outcome, time.monotonic() - started)


def _run(outcome: Outcome) -> None:
    # What reads the code takes one processor and the unit tests another: they go side by side.
    with ThreadPoolExecutor(1) as beside:
        checks = [(name, beside.submit(_said_of, command)) for name, command in STATIC.items()]
        if "--static" not in sys.argv:
            _test("unit", outcome=outcome)
        for name, said in checks:
            _judge(name, *said.result(), outcome)
    if "--static" not in sys.argv:
        if not find_or_install_browser():
            outcome.not_run.append(
                f"journeys: no Chromium here, and it could not be installed (Debian package {' or '.join(PACKAGES)})"
            )
        _test("house", "integration", "attacks", outcome=outcome, but=ALONE)
        _test("attacks", outcome=outcome, only=ALONE)
        if find_browser():
            _test("journeys", outcome=outcome)
    for kind in outcome.cases:
        _count(kind, outcome)


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


def _said_of(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout


def _judge(name: str, status: int, said: str, outcome: Outcome) -> None:
    print(f"\n== {name}\n{said.rstrip()}", flush=True)
    if status:
        outcome.failed.append(name)
    else:
        outcome.ran[name] = "clean"


def _why_skipped(case: ElementTree.Element) -> str:
    found = case.find("skipped")
    return found.get("message", "") if found is not None else ""


def _test(*kinds: str, outcome: Outcome, but: str = "", only: str = "") -> None:
    """Run tests of these kinds in one go, `but` those of a mark or `only` them."""
    print(f"\n== {' and '.join(kinds)} tests{', each alone' if only else ''}", flush=True)
    # Of few, long tests each goes to whoever is free; of the others each file, see `tests/spread.py`.
    spread = ["load", "--maxschedchunk=1"] if kinds == ("journeys",) else ["loadfile", "--no-loadscope-reorder"]
    workers = [] if only or kinds == ("unit",) else ["-n", str(os.cpu_count() or 2), "--dist", *spread]
    marked = ["-m", only or f"not {but}"] if only or but else []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        folders = [f"tests/{kind}" for kind in kinds]
        command = [sys.executable, "-m", "pytest", "-q", *folders, f"--junitxml={report}", *workers, *marked]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        cases = list(ElementTree.parse(report).getroot().iter("testcase")) if report.exists() else []
    for kind in kinds:
        ran = [case for case in cases if case.get("classname", "").startswith(f"tests.{kind}.")]
        if not ran:
            outcome.failed.append(f"{kind} tests{', each alone' if only else ''}: none ran")
        outcome.cases.setdefault(kind, []).extend(ran)
    if status and not any(_is_wrong(case) for case in cases):
        outcome.failed.append(f"{' and '.join(kinds)} tests: the run itself failed")


def _count(kind: str, outcome: Outcome) -> None:
    """Say of the tests of a kind how many passed; and what failed, was skipped or not read."""
    cases, name = outcome.cases[kind], f"{kind} tests"
    skipped = sum(case.find("skipped") is not None for case in cases)
    apart = sum(BESIDE in _why_skipped(case) for case in cases)
    wrong = sum(_is_wrong(case) for case in cases)
    outcome.ran[name] = f"{len(cases) - skipped - wrong} passed"
    if wrong:
        outcome.failed.append(name)
    if skipped > apart:
        outcome.not_run.append(f"{name}: {skipped - apart} were skipped")
    if apart:
        outcome.apart.append(f"{name}: {apart} read what is {BESIDE}, and it is not there")


def _is_wrong(case: ElementTree.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def _say(outcome: Outcome, seconds: float) -> int:
    print("\n" + "=" * 72)
    for name, what in outcome.ran.items():
        print(f"{name:20} {what}")
    for name in outcome.failed:
        print(f"FAILED               {name}")
    for what in outcome.not_run:
        print(f"COULD NOT RUN HERE   {what}")
    for what in outcome.apart:
        print(f"NOT READ HERE        {what}")
    print(f"in {seconds:.0f} s")
    unacceptable = outcome.failed or (outcome.not_run and os.environ.get("CI") == "true")
    print(
        "Not green." if unacceptable else "All green." if not outcome.not_run else "Green, but see what could not run."
    )
    return 1 if unacceptable else 0


if __name__ == "__main__":
    sys.exit(main())
