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
from pathways.people.rules.deaths import (
    DEAD,
    NO_NEW_ENTRIES,
    Told,
    death_bars,
    death_reasons,
    death_words,
    told_of_death,
)
from pathways.people.rules.details import PersonFacts, alias_reasons, corrected_details, details_reasons
from pathways.people.rules.folding import fold_name, fold_number, is_pnc_id, numbers_meant
from pathways.people.rules.leaving import (
    NO_HOLD,
    NOTHING_LEFT,
    LeavingFacts,
    NotDone,
    OpenPart,
    leaving_reasons,
    not_done_reasons,
)
from pathways.people.rules.likeness import Closeness, Identity, Likeness, likeness
from pathways.people.rules.matching import MOST_HITS, Asked, too_little
from pathways.people.rules.one_box import in_boxes
from pathways.people.rules.search_keys import keys_asked, keys_of
from pathways.people.rules.times import (
    DetentionFacts,
    EpisodeFacts,
    corrected_facts,
    detention_reasons,
    episode_date_reasons,
)
from pathways.people.rules.transfers import TransferFacts, transfer_reasons
from pathways.people.rules.words import (
    AdultTold,
    AgeEvidence,
    AgreesToTalk,
    CareNeed,
    DeathSource,
    NoneOfThese,
    ReleaseType,
    Rung,
    SignsOfUse,
    WhyNotDone,
)
from pathways.people.rules.young_people import Applies, HandoverFacts, handover_reasons, what_applies

__all__ = [
    "ADULT",
    "CHARGE_ROUTE",
    "DEAD",
    "MOST_HITS",
    "NOTHING_LEFT",
    "NO_HOLD",
    "NO_NEW_ENTRIES",
    "AdultTold",
    "AgeEvidence",
    "AgeFacts",
    "AgreesToTalk",
    "Applies",
    "Asked",
    "CareNeed",
    "Closeness",
    "DeathSource",
    "DetentionFacts",
    "EpisodeFacts",
    "HandoverFacts",
    "Identity",
    "LeavingFacts",
    "Likeness",
    "NoneOfThese",
    "NotDone",
    "OpenPart",
    "PersonFacts",
    "ReleaseType",
    "Rung",
    "SignsOfUse",
    "Told",
    "TransferFacts",
    "WhyNotDone",
    "adult_form_bars",
    "age_in_doubt",
    "age_on",
    "alias_reasons",
    "attains_on",
    "birth_date_reasons",
    "corrected_details",
    "corrected_facts",
    "death_bars",
    "death_reasons",
    "death_words",
    "details_reasons",
    "detention_reasons",
    "episode_date_reasons",
    "fold_name",
    "fold_number",
    "handover_reasons",
    "in_boxes",
    "is_pnc_id",
    "keys_asked",
    "keys_of",
    "leaving_reasons",
    "likeness",
    "not_done_reasons",
    "numbers_meant",
    "reasons_against_correcting",
    "told_of_death",
    "too_little",
    "transfer_reasons",
    "what_applies",
]
