"""What the people room decides, without a database, a clock or a page: ages, times, likeness of names, under 18."""

from pathways.people.rules.ages import (
    ADULT,
    CHARGE_ROUTE,
    AgeFacts,
    adult_form_bars,
    age_in_doubt,
    age_on,
    attains_on,
    birth_date_reasons,
)
from pathways.people.rules.corrections import reasons_against_correcting
from pathways.people.rules.deaths import death_bars, death_reasons
from pathways.people.rules.details import PersonFacts, corrected_details, details_reasons
from pathways.people.rules.matching import (
    MOST_HITS,
    Asked,
    Closeness,
    Identity,
    Likeness,
    fold_name,
    fold_number,
    likeness,
    too_little,
)
from pathways.people.rules.times import (
    DetentionFacts,
    corrected_facts,
    detention_reasons,
    episode_date_reasons,
)
from pathways.people.rules.words import (
    AdultTold,
    AgeEvidence,
    AgreesToTalk,
    DeathSource,
    NoneOfThese,
    ReleaseType,
    Rung,
    SignsOfUse,
)
from pathways.people.rules.young_people import Applies, HandoverFacts, handover_reasons, what_applies

__all__ = [
    "ADULT",
    "CHARGE_ROUTE",
    "MOST_HITS",
    "AdultTold",
    "AgeEvidence",
    "AgeFacts",
    "AgreesToTalk",
    "Applies",
    "Asked",
    "Closeness",
    "DeathSource",
    "DetentionFacts",
    "HandoverFacts",
    "Identity",
    "Likeness",
    "NoneOfThese",
    "PersonFacts",
    "ReleaseType",
    "Rung",
    "SignsOfUse",
    "adult_form_bars",
    "age_in_doubt",
    "age_on",
    "attains_on",
    "birth_date_reasons",
    "corrected_details",
    "corrected_facts",
    "death_bars",
    "death_reasons",
    "details_reasons",
    "detention_reasons",
    "episode_date_reasons",
    "fold_name",
    "fold_number",
    "handover_reasons",
    "likeness",
    "reasons_against_correcting",
    "too_little",
    "what_applies",
]
