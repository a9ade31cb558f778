"""What stands in the database of an attacked server: the demonstration's staff, a few people in custody, a caution."""

from dataclasses import dataclass, field
from datetime import timedelta

from pathways import clock
from pathways.auth import passwords
from pathways.demo import places
from pathways.store.base import db
from tests import county
from tests.integration.disposals import plain_disposal

IN_CUSTODY = {"officer": ("Rawcliffe", "Saltmarsh", "Thoresby"), "officer2": ("Fenwick", "Holbeach")}
"""Who is detained, by the sign-in name of the officer whose suite they are in."""

DECIDER = "decider"


@dataclass
class Scene:
    """The ids of people and of their episodes, by surname; everybody's password is `places.PASSWORD`."""

    people: dict[str, int] = field(default_factory=dict)
    episodes: dict[str, int] = field(default_factory=dict)
    disposal_id: int = 0
    """A conditional caution that `DECIDER`, a sign-in name, may work on."""


def build() -> Scene:
    """Write the scene into the empty database of the application whose context is pushed; commits."""
    scene = Scene()
    password_hash = passwords.hash_of(places.PASSWORD)
    staff = places.build(password_hash, clock.now() - timedelta(days=400)).staff
    for officer, surnames in IN_CUSTODY.items():
        for surname in surnames:
            person = county.person(surname, by=staff[officer])
            episode, _ = county.detained(person, by=staff[officer], arrested_at=clock.now() - timedelta(hours=2))
            scene.people[surname], scene.episodes[surname] = person.id, episode.id
    long_ago = clock.now() - timedelta(days=90)
    known = county.person("Ludford", by=staff["officer"])
    known.created_at = long_ago
    county.episode(known, by=staff["officer"], closed_at=long_ago)
    scene.people["Ludford"] = known.id
    decided = plain_disposal.scene()
    scene.disposal_id = plain_disposal.proposed(plain_disposal.with_facts(decided)).id
    decided.officer_user.sign_in_name, decided.officer_user.password_hash = DECIDER, password_hash
    db.session.commit()
    return scene
