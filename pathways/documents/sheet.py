"""The structure of a tagged PDF, and the sheet that a paper is drawn on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen import canvas

# The structure of a tagged PDF (headings, paragraphs, tables), kept beside the story and written at the end.


@dataclass(frozen=True)
class ContentMark:
    """A piece of drawn content: the page it is on (from 1) and its number there (from 0)."""

    page: int
    number: int


@dataclass(eq=False)
class Element:
    """One node of the structure: Document, H1, P, Table, TH, Figure ...

    An element without content or children is left out, because checkers count an empty tag as a fault.
    """

    tag: str
    alt: str = ""
    scope: str = ""
    numbering: str = ""
    box: tuple[float, float, float, float] | None = None
    kids: list["Element | ContentMark"] = field(default_factory=list)

    def child(self, tag: str, **attributes: Any) -> "Element":
        made = Element(tag, **attributes)
        self.kids.append(made)
        return made

    @property
    def is_empty(self) -> bool:
        return all(isinstance(kid, Element) and kid.is_empty for kid in self.kids)


class _Writer:
    def __init__(self, document: Any, pages: Sequence[Any]) -> None:
        self.document, self.pages = document, pages
        self.references: dict[int, Any] = {}

    def write(self, element: Element, parent: Any) -> Any:
        """Write one element below `parent` and return the reference to it."""
        node = PDFDictionary()
        reference = self.document.Reference(node, f"tag{len(self.references) + 1}")
        self.references[id(element)] = reference
        node["Type"], node["S"], node["P"] = PDFName("StructElem"), PDFName(element.tag), parent
        node["K"] = PDFArray(
            [
                self._content(kid) if isinstance(kid, ContentMark) else self.write(kid, reference)
                for kid in element.kids
                if isinstance(kid, ContentMark) or not kid.is_empty
            ]
        )
        if element.alt:
            node["Alt"] = PDFString(element.alt)
        if element.scope:
            node["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
        if element.numbering:
            node["A"] = PDFDictionary({"O": PDFName("List"), "ListNumbering": PDFName(element.numbering)})
        if element.box:
            node["A"] = PDFDictionary(
                {"O": PDFName("Layout"), "Placement": PDFName("Block"), "BBox": PDFArray(list(element.box))}
            )
        return reference

    def _content(self, mark: ContentMark) -> Any:
        return PDFDictionary({"Type": PDFName("MCR"), "Pg": self.pages[mark.page - 1], "MCID": mark.number})


def write(document: Any, root: Element, marked: Mapping[int, Sequence[Element]], title: str) -> None:
    """Add the structure, the language and the title to the document's catalogue.

    `marked` gives for each page the element of each piece of marked content, in the order it was drawn.
    """
    pages = [document.Reference(page) for page in document.Pages.pages]
    writer = _Writer(document, pages)
    tree = PDFDictionary()
    tree_reference = document.Reference(tree, "tags")
    top = writer.write(root, tree_reference)
    numbers: list[Any] = []
    for page in sorted(marked):
        numbers += [page - 1, PDFArray([writer.references[id(element)] for element in marked[page]])]
    tree["Type"], tree["K"] = PDFName("StructTreeRoot"), top
    tree["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}), "tag-parents")
    tree["ParentTreeNextKey"] = len(pages)
    catalogue = document.Catalog
    catalogue.StructTreeRoot = tree_reference
    catalogue.MarkInfo = PDFDictionary({"Marked": "true"})
    catalogue.Lang = PDFString("en-GB")
    catalogue.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    kind = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    about = PDFStream(kind, _about(title), filters=[])
    catalogue.Metadata = document.Reference(about, "about")


def _about(title: str) -> bytes:
    """The metadata. It names the standard whose rules the papers keep: PDF/UA-1 (ISO 14289-1).

    In the tests an outside checker looks at every kind of paper. It cannot know whether an alternative text is any
    good.
    """
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        "<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language></rdf:Description>"
        '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


# The sheet: content is marked as it is drawn; furniture is drawn once the number of pages is known.


Furniture = Callable[["Sheet", int, int], None]


class Sheet(canvas.Canvas):
    """A reportlab canvas that also keeps the structure tree.

    `sheet_for` sets on a subclass: the root element, the furniture (marking, title, page n of m), the title, and the
    paper's own time, which is written instead of the clock's so that the same input gives the same bytes.
    """

    root: Element
    furniture: Furniture
    made_at: datetime
    title: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept_pages: list[dict[str, Any]] = []
        self._marked: dict[int, list[Element]] = {}
        stamp, made = self._doc._timeStamp, self.made_at.astimezone(UTC)
        stamp.t, stamp.lt = made.timestamp(), made.utctimetuple()
        stamp.YMDhms, stamp.dhh, stamp.dmm, stamp.tzname = tuple(stamp.lt)[:6], 0, 0, "UTC"

    @property
    def page(self) -> int:
        return int(self._pageNumber)

    def open_mark(self, element: Element) -> None:
        """Give what is drawn until `close_mark` to this element."""
        owners = self._marked.setdefault(self.page, [])
        number = len(owners)
        owners.append(element)
        element.kids.append(ContentMark(self.page, number))
        self._code.append(f"/{element.tag} <</MCID {number}>> BDC")

    def open_artifact(self, kind: str = "/Type /Layout") -> None:
        """Treat what is drawn until `close_mark` as decoration: rules, running heads, a repeated table head."""
        self._code.append(f"/Artifact <<{kind}>> BDC")

    def close_mark(self) -> None:
        self._code.append("EMC")

    @contextmanager
    def marked(self, element: Element) -> Iterator[None]:
        self.open_mark(element)
        yield
        self.close_mark()

    @contextmanager
    def artifact(self, kind: str) -> Iterator[None]:
        self.open_artifact(kind)
        yield
        self.close_mark()

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Hold the page back: its foot gives the number of pages, which is only known at the end."""
        self._kept_pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        document = self._doc
        for saved_page in self._kept_pages:
            self.__dict__.update(saved_page)
            number = self.page
            type(self).furniture(self, number, len(self._kept_pages))
            super().showPage()
            page = document.Pages.pages[-1]
            # reportlab leaves out names that it does not list: without these two the structure is not found.
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number - 1, PDFName("S")
        write(document, self.root, self._marked, self.title)
        super().save()


def sheet_for(*, root: Element, furniture: Furniture, made_at: datetime, title: str) -> type[Sheet]:
    """The canvas class for one paper, because reportlab makes the canvas itself and only takes a class."""
    attributes = {"root": root, "furniture": staticmethod(furniture), "made_at": made_at, "title": title}
    return type("SheetOfPaper", (Sheet,), attributes)
