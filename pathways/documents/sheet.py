"""The sheet a paper is drawn on: content marked as it is drawn, furniture drawn when the number of pages is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfgen import canvas

from pathways.documents import tags

Furniture = Callable[["Sheet", int, int], None]


class Sheet(canvas.Canvas):
    """A reportlab canvas that also keeps the structure tree.

    Set on the subclass that `sheet_for` makes: the root element, the furniture (marking, title, page n of m), the
    title and the paper's own time, which is written in place of the clock's so that the same figures give the same
    bytes.
    """

    root: tags.Element
    furniture: Furniture
    made_at: datetime
    title: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept_pages: list[dict[str, Any]] = []
        self._marked: dict[int, list[tags.Element]] = {}
        stamp, made = self._doc._timeStamp, self.made_at.astimezone(UTC)
        stamp.t, stamp.lt = made.timestamp(), made.utctimetuple()
        stamp.YMDhms, stamp.dhh, stamp.dmm, stamp.tzname = tuple(stamp.lt)[:6], 0, 0, "UTC"

    @property
    def page(self) -> int:
        return int(self._pageNumber)

    def open_mark(self, element: tags.Element) -> None:
        """What is drawn until `close_mark` belongs to this element."""
        owners = self._marked.setdefault(self.page, [])
        number = len(owners)
        owners.append(element)
        element.kids.append(tags.Mark(self.page, number))
        self._code.append(f"/{element.tag} <</MCID {number}>> BDC")

    def open_artifact(self, kind: str = "/Type /Layout") -> None:
        """What is drawn until `close_mark` is decoration: rules, running heads, a repeated table head."""
        self._code.append(f"/Artifact <<{kind}>> BDC")

    def close_mark(self) -> None:
        self._code.append("EMC")

    @contextmanager
    def marked(self, element: tags.Element) -> Iterator[None]:
        self.open_mark(element)
        yield
        self.close_mark()

    @contextmanager
    def artifact(self, kind: str) -> Iterator[None]:
        self.open_artifact(kind)
        yield
        self.close_mark()

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page back: its foot says how many there are, which is known only at the end."""
        self._kept_pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        document = self._doc
        for kept in self._kept_pages:
            self.__dict__.update(kept)
            number = self.page
            type(self).furniture(self, number, len(self._kept_pages))
            super().showPage()
            page = document.Pages.pages[-1]
            # reportlab drops names it does not list: without these two the tags hang on nothing.
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number - 1, PDFName("S")
        tags.write(document, self.root, self._marked, self.title)
        super().save()


def sheet_for(*, root: tags.Element, furniture: Furniture, made_at: datetime, title: str) -> type[Sheet]:
    """The canvas class for one paper: reportlab makes the canvas itself and takes only a class."""
    attributes = {"root": root, "furniture": staticmethod(furniture), "made_at": made_at, "title": title}
    return type("SheetOfPaper", (Sheet,), attributes)
