"""Files as they are sent in: scans that are well, and files that only look like one."""

import io
from typing import Any

import pypdf
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

JAVASCRIPT = "app.alert('planted');"


def pdf(change: Any = None, *, password: str = "") -> bytes:
    """A PDF of one blank page; `change(writer)` adds to it."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    if change:
        change(writer)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 255).save(out, kind)
    return out.getvalue()


class Again(io.BytesIO):
    """A file that can be sent more than once: the client closes what it has sent."""

    def close(self) -> None:
        self.seek(0)


def sent(content: bytes, name: str = "signed.pdf") -> tuple[Again, str]:
    """A file as a browser sends it in a form."""
    return Again(content), name


def _names(**values: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})


def _script(writer: pypdf.PdfWriter) -> None:
    script = _names(S=NameObject("/JavaScript"), JS=TextStringObject(JAVASCRIPT))
    named = ArrayObject([TextStringObject("first"), writer._add_object(script)])
    writer.root_object[NameObject("/Names")] = _names(JavaScript=_names(Names=named))


def _opens(writer: pypdf.PdfWriter) -> None:
    action = _names(S=NameObject("/URI"), URI=TextStringObject("https://example.org"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def _launches(writer: pypdf.PdfWriter) -> None:
    link = _names(Subtype=NameObject("/Link"), A=_names(S=NameObject("/Launch"), F=TextStringObject("a.exe")))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


def _attached(writer: pypdf.PdfWriter) -> None:
    writer.add_attachment("more.txt", b"planted")


def _on_page(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/AA")] = _names(O=_names(S=NameObject("/Named")))


def _film(writer: pypdf.PdfWriter) -> None:
    film = _names(Subtype=NameObject("/RichMedia"))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(film)])


def _form(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/AcroForm")] = _names(XFA=TextStringObject("<xdp/>"))


def _left_lying(writer: pypdf.PdfWriter) -> None:
    writer._add_object(_names(S=NameObject("/JavaScript"), JS=TextStringObject(JAVASCRIPT)))


ACTING = {
    "script": _script, "an action on opening": _opens, "a program": _launches, "a file inside": _attached,
    "an action of a page": _on_page, "a film": _film, "a form with script": _form,
    "script that nothing leads to": _left_lying,
}  # fmt: skip


def first_page(writer: pypdf.PdfWriter) -> None:
    """What LibreOffice writes: which page is shown first, and no action."""
    shown = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit"), NumberObject(0)])
    writer.root_object[NameObject("/OpenAction")] = shown
