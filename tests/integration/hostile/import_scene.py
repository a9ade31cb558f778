"""An import of existing records that set somebody aside, who waits for somebody to decide who they are."""

from pathways.auth.roles import Viewer
from tests import county
from tests.imported import imported, set_aside

LIKE = {"surname": "Ancholm", "given_names": "Tomas"}


def an_import(officer: Viewer) -> dict[str, int]:
    """What stands in the addresses of the pages of imports, and the person whom they may be."""
    known = county.person("Ancholme", "Tomas", by=officer)
    run = imported(officer, LIKE)
    (aside,) = set_aside(run)
    return {"number": aside.id, "like_id": known.id}
