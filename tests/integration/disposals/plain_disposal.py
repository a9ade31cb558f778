"""The plainest conditional caution: a man in custody for possession, a constable who proposes, a sergeant who decides."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.models.offences import Offence
from pathways.auth.models import User
from pathways.auth.roles import Rank, Role, Viewer
from pathways.directory.models import Service
from pathways.disposals.conditions.rules import ConditionKind, Planned, Proof
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts.rules.earlier_outcomes import FoundIn, PriorKind
from pathways.disposals.models import Disposal
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.signing import actions as signing_actions
from pathways.law.rules.disposal_terms import Kind
from pathways.people.models.custody import Episode
from pathways.store.base import db
from pathways.vocabulary import Known
from tests import county, county_safeguarding
from tests.scenes import restorable, step
from tests.unit.disposals.plain_case import ANSWERS

WHY = "Full admission, simple possession for own use, no victim. He wants help with crack use."
BECAUSE = "The facts support it and the assessment is proportionate."


@dataclass
class Scene:
    """Who is there. `officer` proposes, `sergeant` decides, `worker` is of the service."""

    officer_user: User
    sergeant_user: User
    worker_user: User
    service: Service
    episode: Episode

    @property
    def officer(self) -> Viewer:
        return county.viewer_of(self.officer_user)

    @property
    def sergeant(self) -> Viewer:
        return county.viewer_of(self.sergeant_user)

    @property
    def worker(self) -> Viewer:
        return county.viewer_of(self.worker_user)


@step
def offence(episode: Episode, code: str = "MDA71-5-2", number: int = 1, drug: str | None = "crack_cocaine") -> Offence:
    row = Offence(
        episode_id=episode.id, number=number, code=code, drug=drug, described_as="Something else" if code == "OTHER" else None, law_version="test",
        recorded_at=clock.now(), recorded_by_id=episode.opened_by_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


@restorable
def scene(*, code: str = "MDA71-5-2", born: date = date(1991, 6, 9)) -> Scene:
    officer = county.user(Role.CO, rank=Rank.CONSTABLE)
    here = county.viewer_of(officer)
    episode, _ = county.detained(county.person(born=born, by=here), by=here)
    offence(episode, code)
    county_safeguarding.risks(here, episode)
    return Scene(officer, county.user(Role.DM), county.user(Role.TW), county.service(), episode)


def assessment(at: Any = None, *, weeks: int = 4, **changes: object) -> Planned:
    values: dict[str, object] = {
        "kind": ConditionKind.DRUG_ASSESSMENT,
        "wording": ConditionKind.DRUG_ASSESSMENT.wording(at.name if at else None),
        "due_on": clock.today() + timedelta(weeks=weeks),
        "service_id": at.id if at else None,
        "proof": Proof.ATTENDANCE_LOG,
    }
    return Planned(**(values | changes))


@restorable
def with_facts(where: Scene, **answers: str) -> Scene:
    facts_actions.record_facts(by=where.officer, episode_id=where.episode.id, answers=ANSWERS | answers)
    return where


@restorable
def proposed(where: Scene, *plan: Planned, **changes: object) -> Disposal:
    values: dict[str, object] = {"rationale": WHY, "reasons_cite_test": False, "kind": Kind.CC}
    return proposal_actions.propose(
        by=where.officer, episode_id=where.episode.id, plan=plan or (assessment(where.service),), **(values | changes)
    )


@restorable
def authorised(where: Scene, *plan: Planned) -> Disposal:
    disposal = proposed(with_facts(where), *plan)
    return signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)


@restorable
def signed(where: Scene, *plan: Planned) -> Disposal:
    disposal = authorised(where, *plan)
    return signing_actions.sign(
        by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
    )


def facts_page(where: Scene) -> str:
    return f"/episodes/{where.episode.id}/disposal"


def proposal_page(where: Scene) -> str:
    return f"{facts_page(where)}/propose/CC"


def an_outcome(**changes: object) -> facts_actions.OutcomeAsTyped:
    """The plainest earlier outcome: a simple caution for another kind of offence, twenty months before."""
    values: dict[str, object] = {
        "kind": PriorKind.SC,
        "given_on": date(2025, 3, 1),
        "offence": "Theft from a shop",
        "drug_family": None,
        "is_similar": Known.NO,
        "engaged": None,
        "found_in": FoundIn.PNC,
    }
    return facts_actions.OutcomeAsTyped(**(values | changes))
