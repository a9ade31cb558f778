"""An import of existing records that set somebody aside, who waits for somebody to decide who they are."""

from pathways.auth.roles import Viewer
from pathways.imports.actions import undoing
from tests import county
from tests.imported import imported, set_aside

LIKE = {"surname": "Ancholm", "given_names": "Tomas"}


def like_somebody(officer: Viewer) -> dict[str, int]:
    """The person whom somebody of a file may be."""
    return {"like_id": county.person("Ancholme", "Tomas", by=officer).id}


def endpoints(officer: Viewer, other: Viewer) -> dict[str, dict[str, int | str]]:
    """Somebody who waits, an import, and one that the other asked to take back."""
    run, mistaken = imported(officer, LIKE), imported(officer, {"surname": "Quadring"}, first=70)
    (aside,) = set_aside(run)
    undoing.propose_undoing(by=other, run=mistaken, reason="The file was of another county")
    return {
        "imports.who_it_is": {"number": aside.id},
        "imports.take_back": {"number": run.id},
        "imports.run_page": {"number": mistaken.id},
    }
