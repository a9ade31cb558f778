"""`flask demo arc` and `flask report arc` give the published figures line for line, and every figure moves as counted."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.audit import verify
from pathways.auth.roles import Role
from pathways.demo import arc
from pathways.engagement.models.case import AssessedSubstance, Assessment, Engagement
from pathways.people.identity import actions as people
from pathways.people.models.identity import Person
from pathways.people.queries import every_person_id
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.queries import counting
from pathways.reporting.rules import editions
from pathways.reporting.rules.arc import measures
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proportions import Period, Share
from pathways.store.base import db as database
from pathways.vocabulary import Substance
from tests import county
from tests.figures import make_figures
from tests.rounds import rounds

PUBLISHED_AS = {"mamba": "synthetic_cannabinoids", "other": "other_drugs"}
PUBLISHED = """\
measure,count
assessed,354
heroin,209
cocaine,133
cannabis,122
synthetic_cannabinoids,84
other_drugs,89
alcohol,97
multiple_use,183
single_use,102
no_use,69
engaged,103
did_not_engage,251
"""
EACH = rounds(6, 1)
CASELOAD = arc.caseload(Random(arc.SEED))
ENGAGED_WITH_ALCOHOL = next(each for each in CASELOAD if each.uses == (Substance.ALCOHOL,) and each.engaged)
BUILT = CASELOAD if EACH == 1 else (*CASELOAD[::EACH], ENGAGED_WITH_ALCOHOL)
"""By `make long` the whole caseload; in the suite every so many-th of it, and one of whom there are few."""
PERIOD = ["report", "arc", "--from", "2016-01-01", "--to", "2021-12-31", "--format", "csv"]


def counted_by_hand(caseload: tuple[arc.Published, ...]) -> str:
    """The file of the report on these people."""
    counts = {
        "assessed": len(caseload),
        **{PUBLISHED_AS.get(line, line): _mention(caseload, named) for line, named in arc.SAID_AS.items()},
        "multiple_use": sum(len(each.uses) > 1 for each in caseload),
        "single_use": sum(len(each.uses) == 1 for each in caseload),
        "no_use": sum(not each.uses for each in caseload),
        "engaged": sum(each.engaged for each in caseload),
        "did_not_engage": sum(not each.engaged for each in caseload),
    }
    return "".join(f"{name},{count}\n" for name, count in (("measure", "count"), *counts.items()))


def _mention(caseload: tuple[arc.Published, ...], named: tuple[Substance, ...]) -> int:
    return sum(bool({*each.uses} & {*named}) for each in caseload)


@pytest.fixture
def caseload(app, built_once, the_clock, monkeypatch):
    """The caseload, or a part of it, seen from the night of the pictures."""
    monkeypatch.setattr(arc, "caseload", lambda _random: BUILT)
    built_once("arc", lambda: arc.build("no password", lambda: None))
    database.session.remove()
    # Of the 250 figures of ten reports that are due by then these are all that is read here.
    made = {report: lengths if report is Report.ARC else () for report, lengths in editions.LENGTHS.items()}
    monkeypatch.setattr(editions, "LENGTHS", made)
    return app


def figures(as_at: date | None = None) -> dict[str, int]:
    """The counts before small ones are hidden: one case more or less is what this test moves."""
    period = Period(from_on=date(2016, 1, 1), to_on=date(2021, 12, 31), as_at=as_at or clock.today())
    return dict(measures(counting.arc(audit_models.SYSTEM, period)))


def moved(before: dict[str, int]) -> dict[str, int]:
    """The lines that changed, and by how much."""
    after = figures()
    names = before.keys() | after.keys()
    return {name: step for name in names if (step := after.get(name, 0) - before.get(name, 0))}


def test_the_reference_figures_are_the_published_ones(repository):
    shared = Path(repository).parent / "shared" / "data" / "arc_2016_2021.csv"
    if shared.exists():
        assert shared.read_text(encoding="utf-8") == PUBLISHED


def test_the_caseload_has_the_published_figures_line_for_line():
    assert counted_by_hand(CASELOAD) == PUBLISHED
    engaged = Share(103, 354)
    assert (engaged.percent, engaged.interval_words) == ("29.1%", "24.6 to 34.0")


@pytest.mark.rounds
def test_the_figures_of_the_caseload_come_out_line_for_line_and_each_moves_as_counted_by_hand(caseload, client_of):
    app = caseload
    result = app.test_cli_runner().invoke(args=PERIOD)
    assert result.output == counted_by_hand(BUILT)
    assert list(verify.verify([f"person:{each}" for each in every_person_id()])) == []

    make_figures()
    manager = client_of(county.user(Role.MG), Role.MG)
    page = manager.get("/reports/arc?from=2016-01-01&to=2021-12-31").text
    engaged = Share(sum(each.engaged for each in BUILT), len(BUILT))
    assert engaged.percent in page
    assert engaged.interval_words in page

    before = figures()
    _one_more_person_uses_crack_and_powder(app)
    assert moved(before) == {"assessed": 1, "cocaine": 1, "single_use": 1, "still_open": 1}
    result = app.test_cli_runner().invoke(args=PERIOD)
    assert "still_open,*\n" in result.output
    assert {"engaged,*", "did_not_engage,*"} & set(result.output.splitlines())

    before = figures()
    keep, away = _two_who(single="heroin", engaged=False)
    officer = county.viewer_of(county.user(Role.CO))
    people.merge(by=officer, keep=keep, away=away, reason="Same fingerprints")
    database.session.commit()
    assert moved(before) == {"assessed": -1, "heroin": -1, "single_use": -1, "did_not_engage": -1}

    before = figures()
    assessment = _assessment_of(_one_who(single="alcohol", engaged=True, but={keep.id, away.id}))
    assessment.attended_on = date(2015, 12, 31)
    _recorded(assessment.person_id)
    assert moved(before) == {"assessed": -1, "alcohol": -1, "single_use": -1, "engaged": -1}

    before = figures()
    person = _one_who(single="heroin", engaged=True, but=set())
    engagement = database.session.scalars(select(Engagement).where(Engagement.person_id == person.id)).one()
    late = figures(engagement.engaged_on - timedelta(days=1))
    assert late["engaged"] < before["engaged"]
    engagement.engaged_on = date(2026, 12, 31)
    _recorded(person.id)
    assert moved(before) == {"engaged": -1, "still_open": 1}


def _one_more_person_uses_crack_and_powder(app) -> None:
    """One more ARC person, assessed in the period and still here, whose crack and powder are one cocaine here."""
    with_assessment = select(Referral).where(Referral.id.in_([each.referral_id for each in _assessments()]))
    like = database.session.scalars(with_assessment.where(Referral.closed_at.is_(None)).order_by(Referral.id)).first()
    assessor = next(each.assessor_id for each in _assessments() if each.referral_id == like.id)
    person = county.person(surname="Added")
    values = {
        column.name: getattr(like, column.key)
        for column in Referral.__table__.columns
        if column.name not in ("id", "reference", "person_id", "engaged_on", "exited_on")
    }
    row = Referral(
        **{**values, "state": ReferralState.ATTENDED_ASSESSMENT}, reference="R-21-99999", person_id=person.id
    )
    database.session.add(row)
    database.session.flush()
    assessment = Assessment(
        referral_id=row.id,
        person_id=person.id,
        attended_on=date(2021, 6, 1),
        assessor_id=assessor,
        uses_substances=True,
        needs_agreed="Added by a test",
        recorded_at=datetime(2021, 6, 1, 12, tzinfo=UTC),
        recorded_by_id=assessor,
    )
    database.session.add(assessment)
    database.session.flush()
    for substance in ("crack", "cocaine_powder"):
        database.session.add(AssessedSubstance(assessment_id=assessment.id, substance=substance))
    _recorded(person.id)


def _recorded(person_id: int) -> None:
    """The event by which whoever keeps what is counted notices a change."""
    audit.change(audit_models.SYSTEM, person_id, "assessment.recorded", ("person", person_id))
    database.session.commit()


def _assessments() -> list[Assessment]:
    live = select(Assessment).where(Assessment.superseded_at.is_(None)).order_by(Assessment.id)
    return list(database.session.scalars(live))


def _assessment_of(person: Person) -> Assessment:
    return next(each for each in _assessments() if each.person_id == person.id)


def _who(single: str, *, engaged: bool) -> list[Person]:
    """Everybody who uses only `single` and did, or did not, engage."""
    marked = set(database.session.scalars(select(Engagement.person_id)))
    assessed_people = []
    for assessment in _assessments():
        uses = database.session.scalars(
            select(AssessedSubstance.substance).where(AssessedSubstance.assessment_id == assessment.id)
        ).all()
        if list(uses) == [single] and (assessment.person_id in marked) is engaged:
            assessed_people.append(database.session.get_one(Person, assessment.person_id))
    return assessed_people


def _two_who(*, single: str, engaged: bool) -> tuple[Person, Person]:
    first, second = _who(single, engaged=engaged)[:2]
    return first, second


def _one_who(*, single: str, engaged: bool, but: set[int]) -> Person:
    return next(each for each in _who(single, engaged=engaged) if each.id not in but)


def test_a_demonstration_is_refused_where_anything_stands(app):
    county.user(Role.AD)
    database.session.commit()
    for name in ("county", "arc"):
        result = app.test_cli_runner().invoke(args=["demo", name])
        assert result.exit_code == 1
        assert "loaded only into an empty one" in result.output


def test_a_period_that_ends_before_it_starts_is_refused_in_words(app):
    result = app.test_cli_runner().invoke(args=["report", "arc", "--from", "2021-12-31", "--to", "2016-01-01"])
    assert result.exit_code == 1
    assert "ends before it starts" in result.output
