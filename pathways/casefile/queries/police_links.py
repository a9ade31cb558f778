"""What ties the police to the person of an episode: consents, a required assessment, decisions, steps still open."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.casefile.rules.who_may_see import PoliceView, RunningCondition
from pathways.disposals.conditions.queries import DECIDED, DecisionOnEpisode, decided_from
from pathways.disposals.models import DisposalEvent
from pathways.disposals.steps.rules.machine import STANDS_ASIDE
from pathways.people.custody.queries import EpisodeView
from pathways.people.models.custody import Episode
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import AgreedRecipient, ConsentFacts, heard_by
from pathways.store.base import db
from pathways.store.together import Records, SideBySide, among

# Read for many episodes at once, or taken from what a page has read.


@dataclass(frozen=True, kw_only=True)
class EpisodeLink:
    """What ties the police to the person of an episode: consents, a required assessment, decisions, a test that waits
    for its result. For liaison and diversion only the consents count."""

    view: EpisodeView
    consents: tuple[ConsentFacts, ...]
    required: RequiredAssessment | None = None
    decided: tuple[DecisionOnEpisode, ...] = ()
    awaits_result: bool = False


_AWAITS_RESULT = and_(
    DrugTest.episode_id == Episode.id,
    DrugTest.superseded_at.is_(None),
    DrugTest.taken_at.is_not(None),
    DrugTest.result_at.is_(None),
)
_TIES = SideBySide(
    (Episode, among(Episode.id, "of_episodes")),
    decided=DECIDED,
    required=Records((RequiredAssessment,), assessment_queries.is_required_in(Episode.id), (RequiredAssessment.id,)),
    awaiting=Records((DrugTest.episode_id,), _AWAITS_RESULT, (DrugTest.id,), of=DrugTest),
)


def links_of(views: Collection[EpisodeView]) -> dict[int, EpisodeLink]:
    """What ties the police to the people of these episodes, by episode; two statements for all."""
    consents = consents_queries.consents_in_many([view.episode for view in views])
    read = _TIES.read({"of_episodes": [view.episode.id for view in views]})
    decided, required = decided_from(read["decided"]), {row.episode_id: row for row in read["required"]}
    return {
        view.episode.id: EpisodeLink(
            view=view,
            consents=consents[view.episode.id],
            required=required.get(view.episode.id),
            decided=decided.get(view.episode.id, ()),
            awaits_result=view.episode.id in read["awaiting"],
        )
        for view in views
    }


# What is true of the police's link to a person: consent to be told, conditions that run, steps still open.


def police_views(links: Mapping[int, EpisodeLink]) -> dict[int, PoliceView]:
    """What is true now of the police's link to the people of these episodes, by episode."""
    ended = _last_steps(
        each.disposal.id
        for link in links.values()
        for each in link.decided
        if each.conditions and each.disposal.state in STANDS_ASIDE and each.disposal.completed_at is None
    )
    return {
        episode_id: PoliceView(
            answers=heard_by(AgreedRecipient.POLICE, link.consents),
            conditions=tuple(_running(link, ended)),
            holds_open_step=_holds_open_step(link),
        )
        for episode_id, link in links.items()
    }


def liaison_view(link: EpisodeLink) -> PoliceView:
    """What is true of liaison and diversion's link to the person: only the answers about telling them count."""
    return PoliceView(answers=heard_by(AgreedRecipient.LIAISON, link.consents))


def _last_steps(disposal_ids: Iterable[int]) -> dict[int, datetime]:
    """When the last step of each of these disposals was taken."""
    wanted = set(disposal_ids)
    last = select(DisposalEvent.disposal_id, func.max(DisposalEvent.at)).where(DisposalEvent.disposal_id.in_(wanted))
    rows = db.session.execute(last.group_by(DisposalEvent.disposal_id)) if wanted else ()
    return {row[0]: row[1] for row in rows}


def _running(link: EpisodeLink, ended: Mapping[int, datetime]) -> Iterable[RunningCondition]:
    for each in link.decided:
        row, ended_at = each.disposal, None
        if row.state in STANDS_ASIDE:
            ended_at = row.completed_at or ended.get(row.id) or row.proposed_at
        for condition in each.conditions:
            yield RunningCondition(condition_id=condition.id, signed_at=row.signed_at, ended_at=ended_at)


def _holds_open_step(link: EpisodeLink) -> bool:
    """Whether police hold an open test, required assessment or disposal of the person in this episode.

    A required assessment counts as open whatever became of it: otherwise the row would tell that somebody came.
    """
    is_undecided = any(each.disposal.state not in STANDS_ASIDE for each in link.decided)
    return link.required is not None or link.awaits_result or is_undecided
