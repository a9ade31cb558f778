"""Messages leave by a way that is set up whole and safely, or the service does not start."""

import pytest

import config

RIGHT = {
    "MAIL_HOST": "mail.county.example",
    "MAIL_FROM": "pathways@county.example",
    "PUBLIC_URL": "https://pathways.example",
}
UUIDS = "-11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-aaaaaaaaaaaa"


def problems(tmp_path, changed, env="production"):
    settings = config.load({"PATHWAYS_DATA": str(tmp_path)} | RIGHT | changed)
    return config._mail_problems({**settings, "PATHWAYS_ENV": env})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, ""),
        ({"MAIL_HOST": ""}, ""),
        ({"MAIL_SECURITY": "none", "MAIL_HOST": "127.0.0.1"}, ""),
        ({"NOTIFY_KEY": "county" + UUIDS, "NOTIFY_TEXT_TEMPLATE": "a text"}, ""),
        ({"MAIL_FROM": ""}, "MAIL_FROM must be"),
        ({"MAIL_FROM": "a@b.example\nBcc: c@d.example"}, "MAIL_FROM must be"),
        ({"BOARD_WITNESS": "minutes@board.example"}, ""),
        ({"BOARD_WITNESS": "the clerk"}, "BOARD_WITNESS must be"),
        ({"BOARD_WITNESS": f"{'a' * 243}@board.example"}, "BOARD_WITNESS must be"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "http://pathways.example"}, "PUBLIC_URL must begin with https"),
        ({"MAIL_SECURITY": "none"}, "in the clear"),
        ({"MAIL_SECURITY": "ssl"}, "MAIL_SECURITY must be starttls, tls or none"),
        ({"MAIL_USER": "pathways"}, "MAIL_USER and MAIL_PASSWORD go together"),
        ({"NOTIFY_KEY": "half a key", "NOTIFY_TEXT_TEMPLATE": "a text"}, "NOTIFY_KEY must be a whole key"),
        ({"NOTIFY_KEY": "county" + UUIDS}, "must name a template"),
    ],
)
def test_what_is_set_up_by_halves_or_in_the_clear_is_named(tmp_path, changed, says):
    faults = problems(tmp_path, changed)
    assert (len(faults), says in "".join(faults)) == (bool(says), True)


def test_outside_production_a_link_may_lead_to_this_machine(tmp_path):
    assert problems(tmp_path, {"PUBLIC_URL": "http://127.0.0.1:5000", "MAIL_SECURITY": "none"}, "development") == []
