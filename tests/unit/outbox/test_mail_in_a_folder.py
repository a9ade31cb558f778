"""The demonstration's mail is a file each in a folder: whole or not there, and never twice."""

from dataclasses import replace
from datetime import UTC, datetime

import config
from pathways.outbox.channels import FolderChannel, Handover, Letter, kept_in
from pathways.outbox.rules import Medium
from pathways.outbox.settings import channels_of

LETTER = Letter(
    medium=Medium.EMAIL,
    to="provider@cathedral.example",
    subject="R-26-00164: something is out of time",
    body="http://127.0.0.1:5000/overdue",
    message_id="ab12",
    at=datetime(2026, 11, 25, 3, 12, tzinfo=UTC),
)


def sent(folder, letter=LETTER, *, may=True):
    with FolderChannel(folder=folder).sending() as way:
        return way.send(letter, lambda: may)


def test_a_letter_becomes_a_file_that_holds_it_whole_and_is_asked_after(tmp_path):
    folder = tmp_path / "mail"
    assert sent(folder).answer is Handover.TAKEN
    text = (folder / "ab12.eml").read_text()
    for part in ("To: provider@cathedral.example", "Subject: R-26-00164", "http://127.0.0.1:5000/overdue"):
        assert part in text
    channel = FolderChannel(folder=folder)
    assert (channel.was_taken("ab12"), channel.was_taken("cd34")) == (True, False)
    (letter,) = kept_in(folder, 5)
    assert (letter.name, letter.subject, letter.at) == ("ab12.eml", LETTER.subject, LETTER.at)


def test_the_latest_letters_stand_first_and_no_more_than_asked_for(tmp_path):
    for number in range(3):
        sent(tmp_path, replace(LETTER, message_id=f"{number}"))
    assert [each.name for each in kept_in(tmp_path, 2)] == ["2.eml", "1.eml"]
    assert kept_in(tmp_path / "nowhere", 2) == ()


def test_what_is_not_ours_to_send_any_more_leaves_no_file(tmp_path):
    assert sent(tmp_path, may=False).answer is Handover.NOT_OURS
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_server_that_is_down(tmp_path):
    with FolderChannel(folder=tmp_path / "mail").sending() as way:
        (tmp_path / "mail").rmdir()
        result = way.send(LETTER, lambda: True)
    assert (result.answer, result.is_down) == (Handover.LATER, True)


def test_a_server_of_mail_comes_before_the_folder_and_production_has_none(tmp_path):
    settings = config.load({"PATHWAYS_DATA": str(tmp_path), "MAIL_FOLDER": str(tmp_path / "mail")})
    assert [type(each) for each in channels_of(settings)] == [FolderChannel]
    with_server = {**settings, "MAIL_HOST": "mail.county.example"}
    assert FolderChannel not in [type(each) for each in channels_of(with_server)]
    (problem,) = config._mail_problems({**settings, "PATHWAYS_ENV": "production"})
    assert "reaches nobody" in problem
