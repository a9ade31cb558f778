"""What policy leads proposed, and what somebody types on their pages; and a message that was not sent."""

from typing import Any

from pathways.auth.roles import Role, Viewer
from tests.integration.hostile import message_scene
from tests.integration.policy import policy_scenes

SENTENCE = "Recorded as the person said it, at the desk"
Ids = dict[str, int | str]


def ids(lead: Viewer, asker: Viewer) -> Ids:
    """A change that waits for another lead, a question of whoever asks, a message that waits for an administrator."""
    waits, run = policy_scenes.proposed(lead), policy_scenes.asked(asker)
    return {
        "policy_change_id": waits.id,
        "switch_name": "cfg_pnd_enabled",
        "what_if_run_id": run.id,
    } | message_scene.ids()


def _from_tomorrow(_: Any) -> dict[str, Any]:
    return policy_scenes.on("starts_on", policy_scenes.tomorrow()) | {"source": "Force order 2026/04", "why": SENTENCE}


WRITES: dict[str, Any] = {
    **message_scene.WRITES,
    "policy.switch": (Role.PL, lambda full_county: _from_tomorrow(full_county) | {"value": "true"}),
    "policy.load_gravity": (
        Role.PL,
        lambda full_county: _from_tomorrow(full_county) | {"version_named": "2026-12", "text": policy_scenes.TABLE},
    ),
    "policy.leaflet": (Role.PL, lambda full_county: _from_tomorrow(full_county) | {"text": policy_scenes.WORDS}),
    "policy.what_if": (Role.PL, lambda _: {"cfg_o22_enabled": "false"}),
    "policy.what_if_run": (Role.PL, lambda _: {}),
    "policy.change": (Role.PL, lambda _: {"checked": SENTENCE, "read_source": "yes"}),
}
ADDS = {"policy.switch", "policy.load_gravity", "policy.leaflet", "policy.what_if", "policy.what_if_run"}
"""Two who propose or ask at once have done two things; a question is cancelled by nobody but whoever asked."""
FORM_AT = {"policy.what_if_run": "/policy/what-if"}
