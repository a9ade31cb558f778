"""A server that is killed while it saves leaves nothing by halves, and what was sent again is done once."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from sqlalchemy import select

from pathways.audit import verify as audit
from pathways.audit.models import AuditEvent
from pathways.people.models.identity import Person
from tests.attacks.client import Client
from tests.attacks.databases import ON_BOTH
from tests.bench.serving import Server
from tests.integration.hostile import typed
from tests.pages import hidden_values

AT_ONCE, EACH, KILLS = 3, 3, 2


def adds_people(port, cookies, surname):
    """Somebody who adds people, and sends a form again, as it is, until it is answered. Returns how many they added."""
    for number in range(EACH):
        client = Client(port, cookies=dict(cookies))
        filled = {}
        while not filled:
            try:
                page = client.get("/people/new")
                filled = {
                    **hidden_values(page.text, "/people/new"),
                    **typed.PERSON,
                    **typed.BORN,
                    "surname": surname * (number + 3),
                    "none_of_these": "checked",
                }
            except (OSError, HTTPException):
                time.sleep(0.05)
        while True:
            try:
                answer = client.send("/people/new", filled)
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            if answer.status == 302:
                break
            assert answer.status == 503, answer.text.partition("There is a problem")[2][:600]
    return EACH


@ON_BOTH
def test_a_server_killed_while_it_saves_leaves_nothing_by_halves(attacked):
    cookies = attacked.client("officer").cookies
    with attacked.behind() as db:
        before = set(db.session.scalars(select(Person.id)))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(adds_people, attacked.port, cookies, letter) for letter in "QXZ"]
        for _ in range(KILLS):
            time.sleep(0.4)
            if processes := Server(attacked.port, attacked.pid).children():
                os.kill(processes[0], signal.SIGKILL)
        added = sum(answer.result() for answer in working)
    with attacked.behind() as db:
        people = set(db.session.scalars(select(Person.id))) - before
        created = select(AuditEvent.subject_id).where(AuditEvent.action == "person.created")
        in_the_log = Counter(number for number in db.session.scalars(created) if number in people)
        assert len(people) == added
        assert in_the_log == Counter(people)
        assert list(audit.verify([f"person:{number}" for number in people])) == []
