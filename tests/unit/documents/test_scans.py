"""A file that is sent in is a scan, or it is refused in words that say what to do."""

import io
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pypdf
import pytest
from PIL import Image

from pathways.documents import scan_reader, scans
from pathways.documents.scan_reader import ScanVerdict, Unfit
from tests import hostile_scans
from tests.scans import ACTING, first_page, pdf, picture


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pdf(first_page), scans.PDF), (picture("PNG"), scans.PNG), (picture("JPEG"), scans.JPEG)],
)
def test_a_pdf_and_a_picture_are_taken_whatever_their_name_says(content, media_type):
    scan = scans.scan_of(content, "signed.exe")
    assert scan.media_type == media_type
    assert scan.name == f"signed.{scans.ENDINGS[media_type]}"
    assert scan.size == len(scan.content)
    assert scan_reader.read(content) == (ScanVerdict(media_type), scan.content)  # the same file is drawn the same


@pytest.mark.parametrize("what", ACTING)
def test_a_pdf_that_could_act_when_it_is_opened_is_refused(what):
    assert refusal(pdf(ACTING[what])) is ScanVerdict.ACTS


@pytest.mark.parametrize("where", hostile_scans.UNNAMED)
def test_what_acts_is_found_in_all_the_bytes_of_a_pdf_also_where_nothing_leads_to_it(where):
    assert refusal(hostile_scans.UNNAMED[where]) is ScanVerdict.ACTS


@pytest.mark.parametrize("what", hostile_scans.PLANTED)
def test_what_is_kept_holds_what_is_seen_and_nothing_else(what):
    content = hostile_scans.PLANTED[what]()
    _, drawn = scan_reader.read(content)
    assert b"planted" not in drawn
    assert b"PK" not in drawn
    assert b"Exif" not in drawn


def test_a_link_is_taken_off_and_what_was_drawn_on_the_page_stays():
    _, drawn = scan_reader.read(hostile_scans.leading_out())
    assert b"URI" not in drawn
    (page,) = pypdf.PdfReader(io.BytesIO(drawn)).pages
    (ink,) = page["/Annots"]
    assert ink.get_object()["/AP"]["/N"].get_data() == b"0 0 m 80 80 l S"
    assert page.mediabox.width == 595


def test_a_picture_stays_the_way_up_that_its_camera_said_and_as_large_on_paper():
    _, drawn = scan_reader.read(hostile_scans.photograph())
    with Image.open(io.BytesIO(drawn)) as shown:
        assert shown.size == (60, 40)  # it lay on its side
        assert shown.info["dpi"] == (200, 200)
        assert not shown.getexif()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", scans.EMPTY),
        (b"MZ\x90\x00 a program", scans.NOT_TAKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", scans.NOT_TAKEN),
        (b"GIF89a" + b"\0" * 40, scans.NOT_TAKEN),
        (b"%PDF-1.7\nnothing more", scans.NOT_TAKEN),
        (pdf(ACTING["script"]), "The PDF carries script, which a scan never does"),
        (b"%PDF-" + b"\0" * scans.LARGEST, scans.TOO_LARGE),
    ],
)
def test_everything_else_is_refused_in_plain_words(content, says):
    with pytest.raises(ValueError, match=says):
        scans.scan_of(content, "signed.pdf")


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (pdf(password="planted"), ScanVerdict.ENCRYPTED),
        (picture("PNG") + b"<script>alert(1)</script>", ScanVerdict.MORE_THAN_A_PICTURE),
        (picture("PNG", (8000, 5001)), ScanVerdict.TOO_MANY_DOTS),
        (hostile_scans.with_many_pages(), ScanVerdict.TOO_MUCH),
        (hostile_scans.inflating(), ScanVerdict.TOO_MUCH),
    ],
)
def test_each_limit_of_a_scan_is_told_by_its_own_words(content, verdict):
    assert refusal(content) is verdict
    assert scans._REFUSED[verdict.name]


@pytest.mark.parametrize("content", [pdf()[:200], picture("PNG")[:60]])
def test_half_a_file_is_none(content):
    with pytest.raises(Exception):  # noqa: B017 - a broken file may raise anything in its reader
        scan_reader.read(content)
    with pytest.raises(ValueError, match=scans.NOT_TAKEN):
        scans.scan_of(content, "signed.pdf")


def test_a_pdf_of_200_kilobytes_that_unfolds_for_half_a_minute_is_refused_in_a_few_seconds():
    content = hostile_scans.slow()
    assert 200_000 < len(content) < 210_000
    with pytest.raises(ValueError, match=scans.TOO_MUCH):
        scans.scan_of(content, "signed.pdf")


@pytest.mark.parametrize(
    "program",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "held = bytearray(2**31)",
        "import os; os.kill(os.getpid(), 9)",
    ],
)
def test_a_reader_that_hangs_grows_or_falls_is_stopped_and_the_file_refused(program, tmp_path, monkeypatch):
    broken = tmp_path / "reader.py"
    source = scan_reader.__loader__.get_source(scan_reader.__name__).replace("CPU_SECONDS = 8", "CPU_SECONDS = 1")
    broken.write_text(source.replace("    drawn, what = b", f"    {program}\n    drawn, what = b"))
    monkeypatch.setattr(scans, "_READER", broken)
    monkeypatch.setattr(scans, "LONGEST_SECONDS", 4.0)
    with pytest.raises(ValueError, match=scans.TOO_MUCH):
        scans.scan_of(pdf(), "signed.pdf")


def test_a_reader_knows_no_secret_of_the_server(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "planted")
    telling = tmp_path / "reader.py"
    telling.write_text("import os; print('PDF'); print(sorted(os.environ.values()))")
    monkeypatch.setattr(scans, "_READER", telling)
    assert b"planted" not in scans.scan_of(pdf(), "signed.pdf").content


def test_a_button_pressed_twice_waits_behind_a_colleagues_file_and_the_next_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(scans, "_drawn_anew", lambda content: content)
    with ThreadPoolExecutor(3) as senders, scans._READING:
        sent = [senders.submit(scans.scan_of, pdf(), "signed.pdf") for _ in range(3)]
        while scans._IN_THE_ROOM._value:
            sleep(0.001)
        with pytest.raises(ValueError, match=scans.BUSY):
            scans.scan_of(pdf(), "signed.pdf")
    assert {each.result().name for each in sent} == {"signed.pdf"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\scans\\Marwood, Ellis.PDF", "Marwood Ellis.pdf"),
        ('a"\r\nX-Header: 1.pdf', "a X-Header 1.pdf"),
        ("...", "scan.pdf"),
        ("Łukasz O'Brien (2).pdf", "Łukasz O'Brien (2).pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_the_name_of_a_scan_is_fit_to_keep(typed, kept):
    assert scans.named(typed, scans.PDF) == kept


def refusal(content: bytes) -> ScanVerdict:
    """Why the reader does not take it."""
    with pytest.raises(Unfit) as unfit:
        scan_reader.read(content)
    return unfit.value.verdict
