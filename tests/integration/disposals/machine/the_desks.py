"""Who stands at which desk, and a cannabis possession to which every disposal is open."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from pathways import clock
from pathways.arrest_tests.models.offences import Offence
from pathways.auth.roles import Rank, Role, Viewer
from pathways.disposals.models import Switch
from pathways.store.base import db
from tests import county
from tests.integration.disposals.plain_disposal import scene, with_facts
from tests.scenes import restorable

SAID = {
    "cfg_two_tier": False,
    "cfg_pnd_enabled": True,
    "cfg_cw_enabled": True,
    "cfg_o22_enabled": True,
    "cfg_cr_full_admission": False,
    "cfg_cr_max_gravity": 3,
    "cfg_cr_repeat_limit": 2,
    "cfg_cr_block_after_no_engagement": False,
}
RANKED = {
    "constable": ("CO", 1),
    "custody": ("CO", 2),
    "decider": ("DM", 1),
    "sergeant": ("DM", 2),
    "inspector": ("DM", 3),
    "colleague": ("DM", 3),
    "monitor": ("CM", None),
    "worker": ("TW", None),
    "registrar": ("RG", None),
    "stranger": ("DM", 3),
}
"""Role and level of each desk. The stranger is of another force."""


@dataclass(frozen=True)
class Place:
    """A service by its id and name."""

    id: int
    name: str


@dataclass(frozen=True)
class Desks:
    """Whoever takes a step, and the case by its ids: no rows, for two sessions read it at once."""

    who: dict[str, Viewer]
    episode_id: int
    person_id: int
    organisation_id: int
    service: Place


@restorable
def every_desk() -> Desks:
    """A man in custody for cannabis, facts answered, every disposal open at the gate of authority."""
    where = scene()
    db.session.execute(update(Offence).values(drug="cannabis"))
    for name, value in SAID.items():
        db.session.add(
            Switch(
                organisation_id=where.episode.organisation_id,
                name=name,
                value=value,
                valid_from=date(2024, 1, 1),
                source="A force's policy",
                recorded_at=clock.now(),
                recorded_by_id=where.officer_user.id,
            )
        )
    with_facts(where, activity="yes", cw_aggravating="no")
    people = {
        "custody": county.user(Role.CO),
        "decider": county.user(Role.DM, rank=Rank.CONSTABLE),
        "inspector": county.user(Role.DM, rank=Rank.INSPECTOR),
        "colleague": county.user(Role.DM, rank=Rank.INSPECTOR),
        "monitor": county.user(Role.CM),
        "registrar": county.user(Role.RG),
        "stranger": county.user(Role.DM, rank=Rank.INSPECTOR, of=county.force("Humberside Police")),
    }
    people |= {"constable": where.officer_user, "sergeant": where.sergeant_user, "worker": where.worker_user}
    db.session.flush()
    return Desks(
        who={name: county.viewer_of(people[name]) for name in RANKED},
        episode_id=where.episode.id,
        person_id=where.episode.person_id,
        organisation_id=where.episode.organisation_id,
        service=Place(where.service.id, where.service.name),
    )
