"""The figures of the Tactical pack equal a count apart: plain Python over the rows of the made-up county."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from statistics import median

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance.models import Decline
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import Organisation, User
from pathways.auth.roles import OrganisationKind, Role
from pathways.deadlines.queries.tactical import tactical_pack
from pathways.deadlines.rules.tactical import TacticalList
from pathways.directory.models import Service
from pathways.disposals.models import Condition
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals.models.referral import Appointment, Referral
from pathways.store.base import db
from tests import county

ASKED = {"SUBMITTED", "ACKNOWLEDGED", "RETURNED"}


def every(table):
    return db.session.scalars(select(table).order_by(table.id)).all()


class Rows:
    """All that is counted, read once and whole: what one provider may read of it is decided here, by hand."""

    def __init__(self):
        self.now = clock.now()
        self.since = datetime.combine(
            clock.today() - timedelta(days=28), time(0), tzinfo=UTC
        )  # in November, London is UTC
        people = {each.id: each for each in every(Person)}
        self.dead = {each.id for each in people.values() if (people.get(each.merged_into_id) or each).died_at}
        self.referrals, self.appointments = every(Referral), every(Appointment)
        self.services, self.episodes = every(Service), {each.id: each for each in every(Episode)}
        self.staff = {each.id: each.organisation_id for each in every(User)}

    def read_by(self, organisation_id):
        return [
            each
            for each in self.referrals
            if each.organisation_id == organisation_id
            and each.person_id not in self.dead
            and (each.closed_at is None or each.closed_at >= self.now - timedelta(days=28))
            and (each.accepted_at is not None or each.state.value in {*ASKED, "SUSPENDED"})
        ]

    def counted(self, organisation_id):
        theirs = self.read_by(organisation_id)
        by_id = {each.id: each for each in theirs}
        waits = Counter(stage for each in theirs if (stage := self.stage(each)))
        held = [
            each
            for each in self.appointments
            if each.referral_id in by_id
            and each.superseded_at is None
            and each.outcome
            and each.starts_at >= self.since
        ]
        missed = [each for each in held if each.outcome.value == "did_not_attend"]
        came = [each for each in held if each.outcome.value in ("attended", "left_early")]
        again = [first for each in missed if (first := self.offered_after(each))]
        declines = [each for each in every(Decline) if each.organisation_id == organisation_id]
        declined = [
            each
            for each in declines
            if each.declined_at >= self.since and self.person_of(each.referral_id) not in self.dead
        ]
        reports = Counter(
            each.reported_as.value
            for each in every(Condition)
            if each.reported_at
            and each.reported_at >= self.since
            and self.staff[each.reported_by_id] == organisation_id
        )
        return {
            "For a place": str(waits["place"]),
            "For an answer": str(waits["answer"]),
            "For a first appointment to be offered": str(waits["offer"]),
            "For a first contact": str(waits["contact"]),
            "Did not attend, of those not cancelled": share(len(missed), len(missed) + len(came)),
            "Offered": str(len(again)),
            "Not offered": str(len(missed) - len(again)),
            "declined": str(len(declined)),
            "Reported met": str(reports["met"]),
            "Reported not met": str(reports["not_met"]),
            **self.assessments(organisation_id),
            **self.load(theirs),
        }

    def stage(self, each):
        if each.state.value == "NEEDS_PLACE":
            return "place"
        if each.closed_at is not None or each.first_attended_on is not None:
            return None
        return "answer" if each.accepted_at is None else "contact" if each.first_offered_on else "offer"

    def offered_after(self, missed):
        later = [
            each.offered_at
            for each in self.appointments
            if each.referral_id == missed.referral_id and each.offered_at >= missed.outcome_at
        ]
        return min(later, default=None)

    def person_of(self, referral_id):
        return next(each.person_id for each in self.referrals if each.id == referral_id)

    def assessments(self, organisation_id):
        ours = {each.id for each in self.services if each.organisation_id == organisation_id}
        came_due = [
            each
            for each in every(RequiredAssessment)
            if each.service_id in ours
            and each.superseded_at is None
            and each.decision.value == "imposed"
            and each.notice_served_at
            and self.since <= each.initial_at <= self.now
            and self.episodes[each.episode_id].person_id not in self.dead
        ]
        stands = {
            (each.required_assessment_id, each.booking): each.outcome.value
            for each in every(RequiredAssessmentOutcome)
            if each.superseded_at is None
        }
        became = Counter(stands.get((each.id, each.booking)) for each in came_due)
        return {
            "Attended and stayed to the end": str(became["attended_remained"]),
            "Failed to attend": str(became["failed_to_attend"]),
            "Not recorded yet": str(became[None]),
        }

    def load(self, theirs):
        figures = {}
        for service in self.services:
            of_service = [each for each in theirs if each.service_id == service.id]
            taken = [
                each.accepted_at - each.sent_at
                for each in of_service
                if each.accepted_at and each.accepted_at >= self.since
            ]
            if of_service and (taken or any(each.closed_at is None for each in of_service)):
                cases = sum(1 for each in of_service if each.accepted_at and each.closed_at is None)
                middle = median(each.total_seconds() / 3600 for each in taken) if taken else None
                figures[service.name] = (str(cases), str(len(taken)), middle)
        return figures


def share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.0f}%)" if whole else "None yet"


def hours(words):
    if words == "–":
        return None
    number, unit = words.split()
    return int(number) * (24 if unit.startswith("day") else 1)


def printed(viewer):
    """What the pack prints, by the heading of each row."""
    pack, figures = tactical_pack(viewer), {}
    for part in pack.parts:
        for table in part.figures:
            for row in table.rows:
                if table.head[0] == "Service":
                    figures[row[0]] = (row[1], row[3], hours(row[4]))
                elif row[0] == "Altogether" and part.of is TacticalList.DECLINED:
                    figures["declined"] = row[1]
                else:
                    figures[row[0]] = row[1]
    return figures


@pytest.mark.database
def test_every_figure_of_every_provider_equals_a_count_apart(made_up_county):
    providers = db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.PROVIDER)).all()
    managers = [county.viewer_of(county.user(Role.PM, of=each)) for each in providers]
    rows, differ = Rows(), []
    for viewer in managers:
        counted, shown = rows.counted(viewer.organisation_id), printed(viewer)
        for name, figure in counted.items():
            if isinstance(figure, tuple):
                cases, accepted, middle = shown[name]
                assert (cases, accepted) == figure[:2], name
                assert (middle is None) == (figure[2] is None), name
                assert middle is None or abs(middle - figure[2]) <= 24, name
            elif shown[name] != figure:
                differ.append((viewer.name, name, shown[name], figure))
    assert differ == []
    waiting = [int(rows.counted(viewer.organisation_id)["For an answer"]) for viewer in managers]
    assert len([each for each in waiting if each]) > 1, "more than one provider has somebody waiting"
