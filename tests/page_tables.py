"""The tables of a page as a reader has them: by caption, head first, each cell its words."""

import re
from html import unescape

TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
BELOW = re.compile(r'<span class="second">.*?</span>', re.DOTALL)
"""What explains the name of a row, in smaller letters below it."""


def tables_in(page: str) -> dict[str, list[list[str]]]:
    """The rows of each table by its caption, without what only explains the name of a row."""
    return {
        _words(CAPTION.search(table)[1]): [[_words(cell) for cell in CELL.findall(row)] for row in ROW.findall(table)]
        for table in TABLE.findall(page)
    }


def _words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", BELOW.sub("", markup))).split())
