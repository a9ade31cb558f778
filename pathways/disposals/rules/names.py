"""The words staff read for every fact that a rule can ask for (to follow "Not known: ...").

A decision keeps them, and its replay compares them to the letter: a fact keeps the words it has.
"""

FACT_WORDS: dict[str, str] = {
    "admission": "what the person said about the offence",
    "admission_reliable": "whether the admission is clear and reliable",
    "age_at_disposal": "the person's age",
    "appropriate_adult_needed": "whether an appropriate adult is needed",
    "appropriate_adult_present": "whether the appropriate adult is present",
    "authority_rank_level": "the rank of the officer taking this step",
    "conditions_count": "the conditions",
    "consent": "whether the person agrees",
    "consequences_explained": "whether the consequences were explained",
    "cps_decision": "the decision of the Crown Prosecution Service",
    "cr_prior_not_engaged": "whether an earlier resolution ended without engagement",
    "cr_prior_same_type": "how many earlier resolutions were for the same kind of offence",
    "cw_aggravating": "whether there is an aggravating factor",
    "days_left_after_deadline": "how many days to charge would be left (the date of the offence or the last deadline)",
    "deadline_exceptional_reason": "the reason for a longer deadline",
    "deadline_weeks": "by when the conditions must be done",
    "domestic_abuse": "whether this is domestic abuse",
    "dpp_consent": "the consent of the Director of Public Prosecutions",
    "drug_family": "which drug it is",
    "drug_offence": "whether it is a drug offence",
    "evidence_sufficient": "whether there is enough evidence to charge",
    "exceptional_basis": "whether there are exceptional circumstances",
    "exploitation_indicator": "whether there are signs that the person is being exploited",
    "exploitation_reviewed": "whether the signs of exploitation were reviewed",
    "fin_cap": "the highest penalty (how the offence is tried)",
    "financial_penalty": "the amount of the penalty",
    "fit_to_decide": "whether the person is fit to decide",
    "gravity_final": "the gravity score",
    "hate_crime": "whether this is a hate crime",
    "intervention_available": "whether a service has a suitable activity in time",
    "likely_sentence": "the likely sentence",
    "intimate_partner_abuse": "whether the abuse is between intimate partners",
    "limitation_applies": "whether a time limit to charge applies (how the offence is tried)",
    "linked_offences": "whether other offences are linked",
    "nitrous_oxide_without_intent": "whether nitrous oxide was held without the intent that makes it an offence",
    "non_rehab_attendance_hours": "the hours of attendance",
    "offence_before_commencement": "whether the offence came before the Act started",
    "offence_made_out": "whether the offence is made out",
    "offence_statute": "the offence",
    "penalty_offence": "whether a penalty notice may be given for the offence",
    "prior_same_drug_steps": "earlier warnings and notices for the same drug",
    "prosecution_in_public_interest": "whether the public interest needs a prosecution",
    "reason_to_believe": "whether there is reason to believe that the person did it",
    "reasonable_suspicion": "whether there are reasonable grounds to suspect the person",
    "relevant_history": "whether earlier offending makes a sergeant necessary",
    "risks_asked": "whether the risks were asked",
    "signed_document_complete": "whether the document is complete and signed",
    "similarity_rank_level": "the rank of who said whether an earlier offence is similar",
    "similar_prior_within_2y": "whether there was a similar outcome in the two years before the offence",
    "specified_either_way": "whether the offence is on the specified list",
    "supply_suspicion_open": "whether suspicion of supply is ruled out",
    "suspect_identified": "whether the suspect is identified",
    "test_result_relied_on": "whether the reasons rest on a drug test result",
    "trial_mode": "in which court the offence can be tried",
    "victim_contact_attempted": "whether the victim was contacted",
    "victim_exists": "whether there is a victim",
}


RULE_NAMES: dict[str, str] = {
    "CC-08": "domestic abuse",
    "CC-15": "the longest time for conditions",
    "CC-16": "the normal time for conditions",
    "CC-17": "days left to charge",
    "CR-01": "what the person admits",
    "CR-06": "abuse between intimate partners",
    "CR-07": "the highest gravity score",
    "CR-09": "earlier resolutions of the same kind",
    "CR-10": "an earlier resolution without engagement",
    "CW-02": "which drugs a warning is for",
    "CW-03": "whether warnings are used",
    "DC-01": "whether these cautions are in force",
    "DC-02": "an offence before they came into force",
    "O22-05": "whether Outcome 22 is used",
    "PND-02": "which drugs a notice is for",
    "PND-03": "whether notices are used",
    "SC-10": "the two-tier framework",
}
"""What each rule that reads a switch of the force is about, for whoever sets the switch."""


def rule_name(rule_id: str, message: str) -> str:
    """What a rule is about, in words: its name, else the first sentence of what it says."""
    return RULE_NAMES.get(rule_id) or message.partition(". ")[0].rstrip(".")


def fact_words(name: str) -> str:
    """Plain words for one fact. Raises KeyError for a name that no rule knows."""
    return FACT_WORDS[name]
