"""A file that is sent in is a scan, or it is refused in words that say what to do."""

import pytest

from pathways.documents import scans
from tests.scans import ACTING, first_page, pdf, picture


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pdf(), scans.PDF), (picture("PNG"), scans.PNG), (picture("JPEG"), scans.JPEG), (pdf(first_page), scans.PDF)],
)
def test_a_pdf_and_a_picture_are_taken_whatever_their_name_says(content, media_type):
    found = scans.scan_of(content, "signed.exe")
    assert (found.media_type, found.content, found.size) == (media_type, content, len(content))
    assert found.name == f"signed.{scans.ENDINGS[media_type]}"


@pytest.mark.parametrize("what", ACTING)
def test_a_pdf_that_could_act_when_it_is_opened_is_refused(what):
    with pytest.raises(ValueError, match="which a scan never does"):
        scans.scan_of(pdf(ACTING[what]), "signed.pdf")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", scans.EMPTY),
        (b"MZ\x90\x00 a program", scans.NOT_TAKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", scans.NOT_TAKEN),
        (b"GIF89a" + b"\0" * 40, scans.NOT_TAKEN),
        (b"%PDF-1.7\nnothing more", scans.NOT_TAKEN),
        (pdf()[:200], scans.NOT_TAKEN),
        (pdf(password="planted"), scans.ENCRYPTED),
        (picture("PNG")[:60], scans.NOT_TAKEN),
        (picture("PNG") + b"<script>alert(1)</script>", "more than a picture"),
        (picture("PNG", (8000, 5001)), scans.TOO_MANY_DOTS),
        (b"%PDF-" + b"\0" * scans.LARGEST, scans.TOO_LARGE),
    ],
)
def test_everything_else_is_refused_in_plain_words(content, says):
    with pytest.raises(ValueError, match=says):
        scans.scan_of(content, "signed.pdf")


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
