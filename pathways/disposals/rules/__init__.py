"""What may be done with a case out of court, and why: the face of the room's rules.

Pure: facts in, with the date among them; a complete answer out, with every reason, its source and its mark.
"""

from pathways.disposals.rules.answers import QUESTIONS, Question, Told, kept, left_out, read_back, stated
from pathways.disposals.rules.book import (
    RULES_VERSION,
    RuleBook,
    read_book,
    rules,
    rules_for,
    shipped_book,
    shipped_text,
)
from pathways.disposals.rules.case import Case, OffenceFact, Step, facts_of, fin_cap, limitation_date, trial_mode_of
from pathways.disposals.rules.changes import changes_between
from pathways.disposals.rules.conditions import (
    ConditionKind,
    ConditionStatus,
    Object,
    Planned,
    Proof,
    Reported,
    latest_due,
    standard_due,
)
from pathways.disposals.rules.families import DrugFamily, family_of
from pathways.disposals.rules.faults import Fault, NotABook
from pathways.disposals.rules.following import CodeStep, Reached, ReachedBy, VictimAnswer, outcome_codes
from pathways.disposals.rules.gravity import Factor, Gravity, GravityTable, NotATable, gravity, read_gravity
from pathways.disposals.rules.history import FoundIn, Prior, PriorKind, earlier_bars, history_facts, how_it_counts
from pathways.disposals.rules.language import parse
from pathways.disposals.rules.leaflets import WITH_LEAFLETS, LeafletWords, paragraphs_of
from pathways.disposals.rules.logic import Facts, NotInTheLanguage, Value
from pathways.disposals.rules.machine import (
    ENDED,
    GIVEN_IS_THE_END,
    OWN_PAGE,
    STANDS_ASIDE,
    TAKES_EFFECT,
    NoSuchStep,
    State,
    Transition,
    is_ended,
    may,
    step,
    transitions,
)
from pathways.disposals.rules.overriding import LEAST_OVERRIDE_REASON, may_override, overridable, rank_to_override
from pathways.disposals.rules.papers import KEPT_AS, READY_TO_SIGN, SIGNED_BY_THE_PERSON, TO_SIGN_AS, SignedHow
from pathways.disposals.rules.settings import SWITCHES, Setting, Switch, as_facts, in_force
from pathways.disposals.rules.spoken_of import speaks_of_the_test, words_of_a_test
from pathways.disposals.rules.table import Basis, Gate, Kind, Rule, Verdict
from pathways.disposals.rules.telling import told_to_the_victim
from pathways.disposals.rules.verdicts import (
    CARRIED_THROUGH,
    SHOWN_NOW,
    WRITTEN_WITH_THE_CONDITIONS,
    Opinion,
    RuleReason,
    kept_reasons,
    opinion,
    opinions,
)
from pathways.disposals.rules.wording import Demand, demand_in

__all__ = [
    "CARRIED_THROUGH",
    "ENDED",
    "GIVEN_IS_THE_END",
    "KEPT_AS",
    "LEAST_OVERRIDE_REASON",
    "OWN_PAGE",
    "QUESTIONS",
    "READY_TO_SIGN",
    "RULES_VERSION",
    "SHOWN_NOW",
    "SIGNED_BY_THE_PERSON",
    "STANDS_ASIDE",
    "SWITCHES",
    "TAKES_EFFECT",
    "TO_SIGN_AS",
    "WITH_LEAFLETS",
    "WRITTEN_WITH_THE_CONDITIONS",
    "Basis",
    "Case",
    "CodeStep",
    "ConditionKind",
    "ConditionStatus",
    "Demand",
    "DrugFamily",
    "Factor",
    "Facts",
    "Fault",
    "FoundIn",
    "Gate",
    "Gravity",
    "GravityTable",
    "Kind",
    "LeafletWords",
    "NoSuchStep",
    "NotABook",
    "NotATable",
    "NotInTheLanguage",
    "Object",
    "OffenceFact",
    "Opinion",
    "Planned",
    "Prior",
    "PriorKind",
    "Proof",
    "Question",
    "Reached",
    "ReachedBy",
    "Reported",
    "Rule",
    "RuleBook",
    "RuleReason",
    "Setting",
    "SignedHow",
    "State",
    "Step",
    "Switch",
    "Told",
    "Transition",
    "Value",
    "Verdict",
    "VictimAnswer",
    "as_facts",
    "changes_between",
    "demand_in",
    "earlier_bars",
    "facts_of",
    "family_of",
    "fin_cap",
    "gravity",
    "history_facts",
    "how_it_counts",
    "in_force",
    "is_ended",
    "kept",
    "kept_reasons",
    "latest_due",
    "left_out",
    "limitation_date",
    "may",
    "may_override",
    "opinion",
    "opinions",
    "outcome_codes",
    "overridable",
    "paragraphs_of",
    "parse",
    "rank_to_override",
    "read_back",
    "read_book",
    "read_gravity",
    "rules",
    "rules_for",
    "shipped_book",
    "shipped_text",
    "speaks_of_the_test",
    "standard_due",
    "stated",
    "step",
    "told_to_the_victim",
    "transitions",
    "trial_mode_of",
    "words_of_a_test",
]
