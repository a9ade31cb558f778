"""100,000 made-up decisions of a year, with facts as the desk would have derived them from answers drawn at random."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, func, insert, select, text

from pathways import clock, dates
from pathways.arrest_tests.models.offences import Offence
from pathways.disposals.conditions.rules import ConditionKind, Planned
from pathways.disposals.facts.rules.case import CaseRecord, DisposalStepFacts, OffenceFact, facts_of
from pathways.disposals.facts.rules.fact_sheet import QUESTIONS
from pathways.disposals.models import Disposal
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_book import RULES_VERSION
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES, Kind
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.store.base import Record
from pathways.vocabulary import Origin, Sex
from tests.bench.places import Places
from tests.unit.disposals.plain_case import ANSWERS

DECISIONS, FIRST_ID, BATCH = 100_000, 5_000_000, 5_000
OFFENCES = ("MDA71-5-2", "MDA71-5-2", "MDA71-5-2", "TA68-1", "TA68-13", "MDA71-5-3", "VA1824-3")
DRUGS = ("cannabis", "crack_cocaine", "heroin", "amphetamine", None)
SAID: dict[str, Value] = {
    "cfg_o22_enabled": True, "cfg_cr_full_admission": False, "cfg_cr_max_gravity": 2, "cfg_cr_repeat_limit": 1,
    "cfg_cr_block_after_no_engagement": False, "cfg_two_tier": False, "cfg_pnd_enabled": False, "cfg_cw_enabled": False,
}  # fmt: skip
Row = dict[str, Any]


def facts_at_random(random: Random) -> dict[str, Any]:
    """The facts of one proposal: half of the answers as in the plainest case, the rest as it comes."""
    answers = dict(ANSWERS)
    for question in QUESTIONS:
        if random.random() < 0.25:
            answers[question.name] = random.choice(question.choices).value
    today, ago = clock.today() - timedelta(days=random.randrange(1, 364)), random.randrange(0, 120)
    case = CaseRecord(
        age_at_disposal=random.randrange(18, 71),
        appropriate_adult_needed=random.random() < 0.1,
        offences=(OffenceFact(code=random.choice(OFFENCES), drug_class=random.choice("ABC")),),
        offence_on=today - timedelta(days=ago),
        risks_asked=random.random() < 0.95,
        exploitation_indicator=random.random() < 0.05,
    )
    due = today + timedelta(days=random.randrange(14, 150))
    wording = "Attend an assessment and stay to the end"
    plan = [Planned(kind=ConditionKind.DRUG_ASSESSMENT, wording=wording, due_on=due)]
    settings = {name: switch.default for name, switch in SWITCHES.items()} | SAID
    step = DisposalStepFacts(on=today, rank_level=random.randrange(1, 4))
    facts = facts_of(answers, case, step, plan, settings=settings)
    facts["cr_prior_same_type"] = facts.get("cr_prior_same_type", random.randrange(0, 4))
    facts["gravity_final"] = random.randrange(1, 5)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in sorted(facts.items())}


def load(engine: Engine, places: Places) -> None:
    """Insert them all as the owner of the tables, then let the database look at what it holds."""
    tables = (Person, PersonDetails, Episode, Offence, Disposal)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for batch in _batches(places):
            for model in tables:
                connection.execute(insert(model), batch[model])
        if engine.dialect.name == "postgresql":
            for model in tables:
                last = select(func.max(model.id)).scalar_subquery()
                connection.execute(select(func.setval(f"{model.__tablename__}_id_seq", last)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def _batches(places: Places) -> Iterator[dict[type[Record], list[Row]]]:
    random, codes = Random(100), list(Ethnicity)
    for first in range(0, DECISIONS, BATCH):
        rows: dict[type[Record], list[Row]] = {
            model: [] for model in (Person, PersonDetails, Episode, Offence, Disposal)
        }
        for number in range(FIRST_ID + first, FIRST_ID + first + BATCH):
            at = clock.now() - timedelta(minutes=random.randrange(60, 364 * 24 * 60))
            for model, row in _of(number, at, places, random, random.choice(codes)):
                rows[model].append(row)
        yield rows


def _of(
    number: int, at: Any, places: Places, random: Random, ethnicity: Ethnicity
) -> Iterator[tuple[type[Record], Row]]:
    by, day = {"recorded_at": at, "recorded_by_id": places.officer}, dates.london_date(at)
    yield Person, {"id": number, "created_at": at, "created_by_id": places.officer, "is_demonstration": False}
    yield (
        PersonDetails,
        {"id": number, "person_id": number, "surname": "Marwood", "given_names": "Ellis", "date_of_birth": day}
        | {"age_evidence": "documented", "sex": Sex.MALE, "ethnicity": ethnicity, **by},
    )
    yield (
        Episode,
        {"id": number, "person_id": number, "origin": Origin.VOLUNTARY_INTERVIEW, "suite_id": places.suite}
        | {"organisation_id": places.force, "came_on": day, "opened_at": at, "opened_by_id": places.officer},
    )
    yield (
        Offence,
        {"id": number, "episode_id": number, "number": 1, "code": "MDA71-5-2", "drug": random.choice(DRUGS)}
        | {"law_version": "bench", **by},
    )
    yield (
        Disposal,
        {"id": number, "episode_id": number, "person_id": number, "organisation_id": places.force}
        | {
            "kind": random.choice((Kind.CC, Kind.CR, Kind.O22)),
            "state": State.PROPOSED,
            "facts": facts_at_random(random),
        }
        | {"results": [], "rules_version": RULES_VERSION, "rationale": "Made up", "reasons_cite_test": False}
        | {"proposed_at": at, "proposed_by_id": places.officer, "alternatives": {}, "gravity_factors": []},
    )
