"""The forms of which two who send them at once leave one effect, which is in the log as that of one who sends it."""

from tests.integration.hostile import clocks_scene, ndtms, own_scene, packs_scene, policy_scene, typed

# Two who add at once have added two: no record stands that either of them changed.
ADDS = {"people.new", "policy.propose_law", "directory.diary", "directory.end_slots", "arrest_tests.shift"}
ADDS |= (
    own_scene.ADDS
    | policy_scene.ADDS
    | ndtms.ADDS
    | packs_scene.ADDS
    | clocks_scene.ADDS
    | {"scrutiny.open_round", "scrutiny.add_learning"}
    | {"engagement.note", "engagement.write_note", "engagement.feedback", "engagement.attempt", "acceptance.add_note"}
    | {"safeguarding.concerns", "engagement.concern"}
)
# Confirmed or denied by whoever gave the authority, withdrawn by whoever asked for it, scored by whoever sits on the panel,
# cancelled by whoever ordered it, and by nobody else.
ONE_PERSONS = {
    "arrest_tests.confirm_authority",
    "arrest_tests.disown_authority",
    "arrest_tests.withdraw_request",
    "scrutiny.score",
    "scrutiny.declare_link",
    "packs.pack",
    "packs.schedule",
}
AT_ONCE = [
    endpoint
    for endpoint in typed.WRITES
    if not endpoint.startswith("admin.") and "notification" not in endpoint and endpoint not in ADDS | ONE_PERSONS
]
