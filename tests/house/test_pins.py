"""What is installed is what was pinned, on the day a newer release appears too."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
PIN = re.compile(r"^(?P<requirement>[A-Za-z0-9._-]+(?:\[[^]]*\])?==[^\s;\\]+)", re.MULTILINE)


def _pins(name: str) -> dict[str, set[str]]:
    pins = [Requirement(match["requirement"]) for match in PIN.finditer((ROOT / name).read_text(encoding="utf-8"))]
    return {canonicalize_name(pin.name): set(pin.extras) for pin in pins}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_whoever_asks_for_an_extra_finds_it_pinned_with_its_extra(name):
    """pip of Python 3.11 takes `coverage[toml]` for something other than the pinned `coverage`: it fetches the newest
    release, finds it not pinned, and installs nothing from the day that there is one."""
    pins, asked = _pins(name), []
    for each in pins:
        try:
            needs = distribution(each).requires or []
        except PackageNotFoundError:  # pinned for another system
            continue
        asked += [
            (each, need)
            for need in map(Requirement, needs)
            if need.extras and (need.marker is None or need.marker.evaluate({"extra": ""}))
        ]

    assert [(who, str(need)) for who, need in asked if not need.extras <= pins[canonicalize_name(need.name)]] == []
    if name == "requirements-dev.txt":
        assert "pytest-cov" in [who for who, _ in asked]
