"""Here every test begins on its own copy of the demonstration county: figures of a few people are never shown."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.desk import Site
from tests.journeys.serving import served


@pytest.fixture
def site(settings: dict[str, Any], county_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """The county, served."""
    shutil.copytree(county_folder, tmp_path / "county")
    with served(settings, tmp_path / "county") as site:
        yield site
