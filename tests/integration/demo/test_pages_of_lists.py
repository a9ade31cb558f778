"""A list that is cut into pages shows on them, followed to the end, every row that it shows on one."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select

from pathways.auth.models import RoleHeld, User
from pathways.store import paging
from pathways.store.base import db

LISTS = {
    "officer": "/imports/waiting",
    "sergeant": "/failures /safeguarding /people/merges /disposals/due /disposals/waiting",
    "inspector": "/held /restrictions",
    "registrar": "/outcome-codes",
    "worker": "/inbox/transfers /inbox/joint /check-ins",
    "placing": "/placing/closed /errors",
    "policy": "/law-changes /policy/waiting /policy/gravity /scrutiny",
    "panel": "/panel",
    "manager": "/panels-found",
    "auditor": "/misses /restrictions",
    "admin": "/access",
}
ROW = re.compile(r'<tr role="row">.*?</tr>|<li>.*?</li>|<tr>.*?</tr>', re.S)
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def test_the_pages_of_a_list_followed_to_the_end_show_every_row_of_it(made_up_county, client_of, monkeypatch):
    with_role = select(User, RoleHeld.role).join(RoleHeld, RoleHeld.user_id == User.id)
    staff = {user.sign_in_name: (user, role) for user, role in db.session.execute(with_role)}
    followed = 0
    for name, addresses in LISTS.items():
        client = client_of(*staff[name])
        for address in addresses.split():
            whole = rows_on(client.get(address).text)
            with monkeypatch.context() as patch:
                for read in (paging.page_of, paging.page_among):
                    patch.setitem(read.__kwdefaults__, "size", 3)
                pages = followed_from(client, address)
            assert {*whole} <= {row for text in pages for row in rows_on(text)}, address
            followed += len(pages) - 1
    assert followed > 10


def followed_from(client, address):
    """The page, and each further page of each list on it."""
    pages, waiting, seen = [], [address], set()
    while waiting:
        seen.add(waiting[-1])
        pages.append(client.get(waiting.pop()).text)
        further = map(unescape, NEXT.findall(pages[-1]))
        # Of a page with several lists each is followed while the others stand at their beginning.
        waiting += [each for each in further if each not in seen and len(parse_qsl(urlsplit(each).query)) == 1]
    return pages


def rows_on(text):
    """The rows of the tables and lists in the middle of a page, as they read."""
    main = text[text.index("<main") : text.index("</main>")]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in ROW.findall(main)]
