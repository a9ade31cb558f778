"""A message says that something waits, where, and under which number: nothing else, whoever reads it on the way."""

import re
from datetime import date
from pathlib import Path

import pytest

import pathways
from pathways.auth.links import LinkPurpose
from pathways.outbox.rules import TO_THE_WITNESS, Medium, can_be_written_to, wording, wording_in, wordings
from pathways.reporting.rules.proof import MESSAGE_OF

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("wording", wordings(), ids=lambda wording: f"{wording.code}-{wording.version}")
def test_a_message_has_room_for_a_reference_and_a_link_and_nothing_else(wording):
    """But that a link to sign in says where, and as what: of a colleague, who reads it themselves. And whoever keeps the
    Board's minutes is told which page, of figures that name nobody."""
    more = {"{organisation}", "{role}"} if wording.code in list(LinkPurpose) else set()
    more |= (
        {"{quarter}", "{shown_on}", "{fingerprint}", "{answer}", "{until}", "{ring}"}
        if wording.code in TO_THE_WITNESS
        else set()
    )
    assert set(re.findall(r"{\w*}", wording.subject + wording.body)) <= {"{reference}", "{link}"} | more
    assert "{reference}" in wording.body


@pytest.mark.parametrize("one", wordings(), ids=lambda wording: f"{wording.code}-{wording.version}")
def test_a_text_of_a_message_fits_in_one_and_an_e_mail_has_a_subject_of_one_line(one):
    if one.medium is Medium.TEXT:
        assert len(one.body_of("PW-2026-004821", "")) <= 160
    else:
        assert one.subject
        assert "\n" not in one.subject


def test_every_kind_has_a_name_for_staff_and_the_same_in_every_version():
    assert all(wording.called and "_" not in wording.called for wording in wordings())
    assert len({(wording.code, wording.called) for wording in wordings()}) == len(
        {wording.code for wording in wordings()}
    )


def test_every_version_of_a_text_stands_once_so_that_what_was_sent_can_be_read_back():
    assert len({(wording.code, wording.version) for wording in wordings()}) == len(wordings())
    assert wording_in("answer_link", 1) == wording("answer_link", TODAY)


def test_what_is_put_into_the_words_is_not_read_as_words():
    text = wording_in("invitation", 2)
    assert text.subject_of("L1", organisation="{reference} {link}") == "Your sign-in to Pathways at {reference} {link}"


def test_a_kind_that_is_not_in_the_table_is_refused_when_it_is_queued():
    with pytest.raises(LookupError):
        wording("no_such_kind", TODAY)


@pytest.mark.parametrize(
    ("medium", "address", "fits"),
    [
        (Medium.EMAIL, "office@small.charity.example", True),
        (Medium.EMAIL, "office@charity", False),
        (Medium.EMAIL, "a@x.example, b@y.example", False),
        (Medium.EMAIL, "a@x.example\nBcc: b@y.example", False),
        (Medium.EMAIL, "a" * 250 + "@x.example", False),
        (Medium.EMAIL, "", False),
        (Medium.TEXT, "07700 900 123", True),
        (Medium.TEXT, "+447700900123", True),
        (Medium.TEXT, "none", False),
    ],
)
def test_an_address_names_one_receiver_and_ends_no_header(medium, address, fits):
    assert can_be_written_to(medium, address) is fits


def test_every_kind_of_message_is_queued_somewhere():
    rooms = Path(pathways.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in rooms.rglob("*.py"))
    by_link = {purpose.value for purpose in LinkPurpose}  # a link's purpose is the kind of its message
    assert "kind=purpose.value" in code
    to_witness = set(MESSAGE_OF.values())  # what is recorded of the Board says which message goes out
    assert to_witness == TO_THE_WITNESS
    assert "kind=MESSAGE_OF[action]" in code
    assert [
        wording.code
        for wording in wordings()
        if f'kind="{wording.code}"' not in code and wording.code not in by_link | to_witness
    ] == []
