"""On which database an attack is tried."""

import pytest

ON_BOTH = pytest.mark.parametrize(
    "attacked",
    [pytest.param("sqlite", marks=pytest.mark.sqlite), pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)
