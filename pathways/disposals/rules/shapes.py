"""Of which shape every fact and switch is, and which words it may be: what an expression of a rule is held against.

Source: data dictionary of out-of-court disposals 1.1 to 1.9 and 2.5.
"""

from pathways.vocabulary import Worded


class Shape(Worded):
    """What a fact can be. A list holds words."""

    YES_NO = "yes_no", "Yes or no"
    NUMBER = "number", "A number"
    WORD = "word", "A word"
    LIST = "list", "A list of words"


_FAMILIES = (
    "cannabis cannabinol_derivative synthetic_cannabinoid khat heroin crack cocaine_powder amphetamine mdma ketamine "
    "benzodiazepine gabapentinoid opioid_rx nitazene nitrous_oxide other"
)
WORDS: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "admission": "none_sought no_comment denial acceptance_of_responsibility full_admission",
        "cfg_cc_anchor": "offence_date caution_date signature_date",
        "cfg_cw_families": _FAMILIES,
        "cfg_pnd_families": _FAMILIES,
        "cps_decision": "not_sought sought returned authorised refused",
        "drug_family": _FAMILIES,
        "exceptional_basis": "none person offence previous_offence",
        "likely_sentence": "low custody_or_high_community",
        "offence_statute": (
            "MDA_5_2 MDA_5_3 MDA_4_2 MDA_4_3 MDA_6 MDA_8 DA2005_12 PACE_63B PSA_9 THEFT_1 SHOP_LOW_VALUE POA_5 OTHER"
        ),
        "trial_mode": "summary either_way indictable_only",
    }.items()
}
"""The words of each fact that is one of a few words."""

_LISTS = frozenset({"cfg_cw_families", "cfg_pnd_families"})
_NUMBERS = frozenset(
    {
        "age_at_disposal",
        "authority_rank_level",
        "cfg_cc_max_weeks",
        "cfg_cc_normal_weeks",
        "cfg_charge_margin_days",
        "cfg_cr_max_gravity",
        "cfg_cr_repeat_limit",
        "cfg_sc_exceptional_rank",
        "conditions_count",
        "cr_prior_same_type",
        "days_left_after_deadline",
        "deadline_weeks",
        "fin_cap",
        "financial_penalty",
        "gravity_final",
        "linked_offences",
        "non_rehab_attendance_hours",
        "prior_same_drug_steps",
        "similarity_rank_level",
    }
)


def shape_of(name: str) -> Shape:
    """The shape of a fact or switch that some rule knows."""
    if name in _LISTS:
        return Shape.LIST
    if name in WORDS:
        return Shape.WORD
    return Shape.NUMBER if name in _NUMBERS else Shape.YES_NO
