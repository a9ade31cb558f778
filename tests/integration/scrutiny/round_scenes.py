"""A signed caution whose every free text names somebody, drawn into a round with a panel of three."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import User
from pathways.auth.roles import Role, Viewer
from pathways.disposals.models import Condition, Disposal, DisposalEvent
from pathways.people.identity.actions import add_alias
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person, PersonDetails
from pathways.scrutiny import actions
from pathways.scrutiny.actions import packs_of, print_of
from pathways.scrutiny.models import ScrutinyCase, ScrutinyMember, ScrutinyRound
from pathways.scrutiny.queries import rounds as queries
from pathways.store.base import db
from tests import county
from tests.integration.disposals import plain_disposal
from tests.scenes import restorable

SEED = 20261125
CRIME_NUMBER = "26000512345"
PLANTED = (
    "Rawcliffe", "Dean", "Maltby", "Wainfleet", "Zebedee", "Quadring", "1991", "09/06/91", "9 June", "LN-26",
    "184473", CRIME_NUMBER, "512345", "07700", "900318", "Ruskin", "LN1 3AB", "example.org", "Ellery", "2290", "Marsh",
    "Tasker", "Lincoln Recovery Hub", "Ottoline", "Crane",
)  # fmt: skip
TEXT = (
    "Dean Rawcliffe (also Zebedee Quadring, formerly Maltby-Wainfleet), born 09/06/91 or 9 June 1991, of 14 Ruskin "
    "Avenue, Lincoln LN1 3AB, 07700 900318, d.rawcliffe@example.org, PNC 09/184473K, custody {custody}, crime number "
    f"{CRIME_NUMBER}. PC 2290 Ellery and Sergeant Marsh spoke to Mr Tasker. DEAN agreed to RAWCLIFFE's plan and keeps it."
)


@dataclass
class RoundScene:
    """The organiser, three members, and the round as drawn."""

    organiser_user: User
    members: list[User] = field(default_factory=list)
    round: ScrutinyRound | None = None
    officer_user: User | None = None

    @property
    def organiser(self) -> Viewer:
        return county.viewer_of(self.organiser_user)

    def member(self, number: int = 0) -> Viewer:
        return county.viewer_of(self.members[number])

    @property
    def cases(self) -> list[ScrutinyCase]:
        of_round = select(ScrutinyCase).where(ScrutinyCase.round_id == (self.round.id if self.round else 0))
        return list(db.session.scalars(of_round.order_by(ScrutinyCase.number)))


@restorable
def decided(*, planted: bool = False) -> Disposal:
    """A caution that was signed today; `planted`: by people with names, and with names and numbers in every text."""
    where = plain_disposal.scene()
    disposal = plain_disposal.signed(where)
    if planted:
        where.officer_user.name, where.sergeant_user.name = "M. Ellery", "D. Marsh"
        _plant(where, disposal)
    return disposal


def _plant(where: plain_disposal.Scene, disposal: Disposal) -> None:
    details = db.session.scalars(
        select(PersonDetails).where(
            PersonDetails.person_id == disposal.person_id, PersonDetails.superseded_at.is_(None)
        )
    ).one()
    person = db.session.get_one(Person, disposal.person_id)
    details.pnc_id = "09/184473K"
    add_alias(by=where.officer, person=person, surname="Maltby-Wainfleet", given_names="Dean")
    add_alias(by=where.officer, person=person, surname="Quadring", given_names="Zebedee")
    number = db.session.scalars(select(Detention).where(Detention.episode_id == disposal.episode_id)).one()
    words = TEXT.format(custody=number.custody_record_no)
    disposal.rationale = disposal.deadline_reason = words
    disposal.results = [{"rule_id": "CC-01", "verdict": "NEEDS_AUTHORITY", "message": words}]
    disposal.facts = {**disposal.facts, "exceptional_basis": words}
    for row in db.session.scalars(select(Condition).where(Condition.disposal_id == disposal.id)):
        row.wording = row.evidence = words
    for event in db.session.scalars(select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id)):
        event.reason = words
        event.recorded = {**event.recorded, "overrides": {"CC-17": words}}
    db.session.add(_of_the_prosecutor(disposal, words))
    offence = plain_disposal.offence(where.episode, "OTHER", number=2)
    offence.described_as = words[:200]
    db.session.flush()


def _of_the_prosecutor(disposal: Disposal, words: str) -> DisposalEvent:
    return DisposalEvent(
        disposal_id=disposal.id, event="cps_authorises", from_state="WITH_CPS", to_state="AUTHORISED", at=clock.now(),
        by_id=disposal.proposed_by_id, role="DM", recorded={"prosecutor": "Ottoline Crane", "text": f"Crane: {words}"},
    )  # fmt: skip


@restorable
def drawn(*, planted: bool = False, cases: int = 1) -> RoundScene:
    """A round over today, drawn."""
    for number in range(cases):
        decided(planted=planted and number == 0)
    scene = RoundScene(county.user(Role.PL), [county.user(Role.PM2) for _ in range(3)])
    today = clock.today()
    scene.round = actions.open_round(
        by=scene.organiser,
        from_on=today - timedelta(days=30),
        to_on=today,
        size=46,
        members=[member.id for member in scene.members],
        seed=SEED,
    )
    db.session.commit()
    return scene


@restorable
def released(*, planted: bool = False, cases: int = 1) -> RoundScene:
    """The same with its panel."""
    scene = drawn(planted=planted, cases=cases)
    release(scene)
    db.session.commit()
    return scene


def release(scene: RoundScene) -> None:
    """Release what stands now."""
    view = queries.round_view(scene.organiser, scene.round.id)
    actions.release(by=scene.organiser, round_id=scene.round.id, seen=print_of(packs_of(view)))


def seat(scene: RoundScene, user_id: int) -> ScrutinyMember:
    """A further seat on the panel, which the organiser could not have known to leave empty."""
    return ScrutinyMember(round_id=scene.round.id, user_id=user_id)


def as_member(user_id: int) -> Viewer:
    """Somebody as they are signed in as a panel member."""
    return replace(county.viewer_of(db.session.get_one(User, user_id)), role=Role.PM2)
