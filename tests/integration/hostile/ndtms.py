"""A monthly file that was made, and what a provider's manager types about the national statistics."""

from typing import Any

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.ndtms import actions
from pathways.ndtms.rules.lists import months_until
from tests.national_file import file_made

Ids = dict[str, int | str]


def endpoints(manager: Viewer) -> dict[str, Ids]:
    """The file of the month before the last that is over, and of the one before that the asking, which waits."""
    _, before, waits = months_until(clock.today())[:3]
    made, asked = file_made(by=manager, month=before), actions.ask_for_file(by=manager, month=waits)
    return {"ndtms.file_csv": {"file_id": made.id}, "ndtms.file_request": {"request_id": asked.id}}


WRITES: dict[str, Any] = {
    "ndtms.make_file": (Role.PM, lambda _: {"made_of": months_until(clock.today())[0].address}),
    "ndtms.agency": (Role.PM, lambda _: {"code": "ZZ001"}),
}
ADDS = {"ndtms.make_file"}
"""Two who ask for the file of a month at once wait for the same file: nothing of anybody's is lost."""
