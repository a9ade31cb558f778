"""What the parts of episodes rest on: read for everybody on a board, or for the one whose page it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.authority import queries as authority_queries
from pathways.arrest_tests.authority.queries import RequestWaiting
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.queries import ArrestRows
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import AskLater
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.auth.roles import Viewer
from pathways.casefile.queries.police_links import EpisodeLink
from pathways.disposals.conditions.queries import DECIDED, DecisionOnEpisode, decided_from
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.queries import EpisodeView
from pathways.people.identity.rules import young_because
from pathways.people.models.custody import Episode, YouthHandover
from pathways.people.restrictions import queries as restrictions
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import ConsentFacts
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import NeedsAsked
from pathways.safeguarding.queries import safeguarding_of_many
from pathways.safeguarding.rules.concerns import Safeguarding
from pathways.store.base import db
from pathways.store.together import SideBySide, among

# What stands in an episode once at most, in one statement: the referral, what only police read, then what was asked.
_STANDING = (
    select(
        Episode.id,
        Referral,
        referrals_queries.has_draft(Episode.id).label("has_draft"),
        restrictions.has_allowed(Episode.person_id).label("is_restricted"),
    )
    .select_from(Episode)
    .outerjoin(Referral, referrals_queries.is_latest_of(Episode.id))
)
_FOR_LIAISON = needs_queries.with_asked(_STANDING)
_FOR_POLICE = needs_queries.with_asked(
    _STANDING.add_columns(
        RequiredAssessment, AskLater, authority_queries.has_open_request(Episode.id).label("is_asked")
    )
    .outerjoin(
        RequiredAssessment,
        (RequiredAssessment.episode_id == Episode.id) & RequiredAssessment.superseded_at.is_(None),
    )
    .outerjoin(AskLater, (AskLater.episode_id == Episode.id) & testing_queries.is_reminder_that_counts())
)
# What may stand in it several times: decisions, and the arrest with its tests where the page has not read it.
_OF_EACH = (Episode, among(Episode.id, "of_episodes"))
_DECIDED = SideBySide(_OF_EACH, decided=DECIDED)
_DECIDED_AND_ARREST = SideBySide(_OF_EACH, decided=DECIDED, **lawful_basis_queries.ARREST)


@dataclass(frozen=True, kw_only=True)
class EpisodeRows:
    """What was read of an episode for its parts. Liaison and diversion read no arrest, no test and no disposal."""

    view: EpisodeView
    latest: Referral | None
    has_draft: bool
    is_restricted: bool
    needs: NeedsAsked
    consents: tuple[ConsentFacts, ...]
    call: YouthHandover | None
    safeguarding: Safeguarding
    arrest: ArrestRows = field(default_factory=ArrestRows)
    disposals: tuple[DecisionOnEpisode, ...] = ()
    decided: RequiredAssessment | None = None
    later: AskLater | None = None
    requests: tuple[RequestWaiting, ...] = ()

    @property
    def link(self) -> EpisodeLink:
        """What ties the police to the person, from what was read."""
        is_required = self.decided is not None and self.decided.decision is AssessmentDecision.IMPOSED
        return EpisodeLink(
            view=self.view,
            consents=self.consents,
            required=self.decided if is_required else None,
            decided=self.disposals,
            awaits_result=any(test.taken_at and not test.result_at for test in self.arrest.tests.rows),
        )


def episode_rows(
    viewer: Viewer, views: Collection[EpisodeView], arrests: Mapping[int, ArrestRows] | None = None
) -> dict[int, EpisodeRows]:
    """What the parts of episodes that the caller has found in sight rest on, by episode: as many statements for one as
    for all. `arrests` is what the caller has read already of the arrests and the tests."""
    if not views:
        return {}
    ids = [view.episode.id for view in views]
    rows = db.session.execute(
        _FOR_LIAISON if viewer.is_liaison else _FOR_POLICE, {"of_episodes": ids, "today": clock.today()}
    ).all()
    asked, standing = needs_queries.asked_from(rows), {row[0]: row for row in rows}
    consents = consents_queries.consents_in_many([view.episode for view in views])
    young = [view.episode.id for view in views if young_because(view.details, clock.today())]
    calls = custody_queries.calls_about_youth(young) if young else {}
    concerns = safeguarding_of_many(
        viewer,
        {each: asked[each].risks for each in ids},
        raised_in=[each for each in ids if asked[each].has_concern],
    )
    of_police = {} if viewer.is_liaison else _read_for_police(viewer, views, standing, arrests)
    return {
        each: EpisodeRows(
            view=view,
            latest=standing[each].Referral,
            has_draft=standing[each].has_draft,
            is_restricted=standing[each].is_restricted,
            needs=asked[each],
            consents=consents[each],
            call=calls.get(each),
            safeguarding=concerns[each],
            **of_police.get(each, {}),
        )
        for each, view in zip(ids, views, strict=True)
    }


def _read_for_police(
    viewer: Viewer,
    views: Collection[EpisodeView],
    standing: Mapping[int, Any],
    arrests: Mapping[int, ArrestRows] | None,
) -> dict[int, dict[str, Any]]:
    read = (_DECIDED_AND_ARREST if arrests is None else _DECIDED).read({"of_episodes": standing})
    arrests = lawful_basis_queries.arrests_from(views, read) if arrests is None else arrests
    decided = decided_from(read["decided"])
    open_in = [each for each, row in standing.items() if row.is_asked]
    requests = authority_queries.requests_waiting(viewer, open_in) if open_in else ()
    return {
        each: {
            "arrest": arrests[each],
            "disposals": decided.get(each, ()),
            "decided": row.RequiredAssessment,
            "later": row.AskLater,
            "requests": tuple(waiting for waiting in requests if waiting.request.episode_id == each),
        }
        for each, row in standing.items()
    }
