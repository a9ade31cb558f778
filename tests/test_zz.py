from time import perf_counter

import pytest

from tests.integration.hostile import decided_scene


@pytest.mark.parametrize("built", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True)
def test_x(app):
    t = perf_counter()
    f = decided_scene.every_kind_at_every_step()
    print([(d.disposal.kind, d.disposal.state) for d in f], perf_counter() - t)
