"""What shuts a disposal, where that is answered, which rule may be set aside, and which paper each has."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pathways.disposals.facts.rules.case import Case
from pathways.disposals.facts.rules.fact_sheet import QUESTIONS
from pathways.disposals.proposal.rules.verdicts import RuleReason
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Basis, Gate, Kind, Rule
from pathways.refusals import Reason
from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

# Reasons that are said not to rest on the test, and speak of it all the same.
#
# What a test on arrest found may be used for the purposes of PACE 1984 s.63B(7) and for no other (verified); a
# decision about a conditional caution is one of them, (aa). If the reasons do not rest on the test, the rationale has
# no business with it: whoever reads it would learn the result. The list of words is a design choice. It is made to
# catch what officers write, not to be clever, and it never decides: the officer changes the answer or the words, or
# says why they may stand.


SPOKEN_OF_SOURCE = "PACE 1984 s.63B(7)(aa)"
FIELD = "words_stand_because"
LEAST = 20
"""Characters that the reason for letting the words stand needs (design choice)."""

_DRUG = (
    r"(?:class[ -]a|(?:crack[ -])?cocaine|crack|heroin|opiates?|opioids?|diamorphine|morphine|cannabis|amphetamines?|"
    r"controlled|drugs?)"
)
_FINDING = r"(?:results?|findings?|readings?|levels?|traces?|metabolites?)"
_WORDS = (
    r"(?:drugs?[ -])?(?:re-?)?test(?:s|ed|er|ing)?",
    r"(?:drugs?[ -])?screen(?:s|ed|ing)?",
    r"(?:urine|saliva|oral|fluid|blood|hair|drug)?[ -]?(?:samples?|sampled|swabs?|swabbed)",
    r"urine|saliva|oral fluid",
    r"(?:non[ -]?)?(?:positives?|positively)|negatives?|negatively",
    r"(?:toxicology|laboratory|lab)(?: reports?| results?)?",
    r"(?:dip[ -])?(?:DTOA|DT1|DT2|63B)",
    rf"(?:{_DRUG}(?: (?:and|or|/) )?)+[ -]?{_FINDING}",
    rf"{_FINDING} (?:for|of|was|were|showed?|came|is|are)",
    rf"(?:the|his|her|their) {_FINDING}",
    r"(?:detected|present|found) in (?:his|her|their|the) (?:body|mouth)",
    r"in (?:his|her|their) (?:system|bloodstream)",
    r"came (?:back|up) (?:clear|clean|dirty)",
)
_SPEAKS = re.compile(rf"(?<![\w-])(?:{'|'.join(_WORDS)})(?!\w)", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def as_one_line(text: str) -> str:
    """A text as its words are looked for: no line breaks, one kind of hyphen, nothing that cannot be seen."""
    return " ".join(_UNSEEN.sub("", text).replace("\u2010", "-").replace("\u2011", "-").split())


def words_of_a_test(text: str) -> tuple[str, ...]:
    """The words of a text that speak of a test or what it found, each once, as written. Line breaks count as spaces."""
    plain = as_one_line(text)
    phrases: dict[str, str] = {}
    for match in _SPEAKS.finditer(plain):
        words = match.group().strip(" -")
        phrases.setdefault(words.lower(), words)
    return tuple(phrases.values())


def speaks_of_the_test(texts: Iterable[str], *, cites_test: bool, words_stand_because: str = "") -> tuple[Reason, ...]:
    """Why reasons that are said not to rest on the test cannot go as they stand; empty when they may.

    They may where they do not speak of it, where they are said to rest on it (then the rules of the disposal decide),
    and where the officer has said why the words may stand. Whoever authorises reads that too.
    """
    if cites_test:
        return ()
    words = tuple(dict.fromkeys(word for text in texts for word in words_of_a_test(text)))
    typed = len(words_stand_because.strip())
    if not words or typed >= LEAST:
        return ()
    named = ", ".join(f"‘{word}’" for word in words)
    message = (
        f"You answered that your reasons do not rely on the drug test, but you wrote {named}. Answer Yes, or take the "
        f"words out, or say here in {LEAST} characters or more why they are not about the test"
    )
    return (
        Reason(f"{message}. You typed {typed}" if typed else message, FIELD, SPOKEN_OF_SOURCE, Mark.VERIFIED.value),
    )


# Words that plainly name a test of custody, in the reasons of a disposal that may not rest on one.
#
# What a test on arrest found may inform a conditional or a youth conditional caution and no other disposal (PACE 1984
# s.63B(7)(aa); verified). Where the words are plain, no answer lets them stand: whoever authorises would learn the
# result. Words that may mean another test are asked about (`spoken_of`). The list is dated data and a design choice.


MAY_REST_ON_A_RESULT = frozenset({Kind.CC, Kind.YCC})
RULE = "ANY-07"


def names_a_custody_test(text: str, on: date) -> tuple[str, ...]:
    """The words of a text that plainly name a test of custody or its result, each once, as written."""
    harmless, plain = _patterns(on)
    if plain is None:
        return ()
    line = as_one_line(text)
    rest = harmless.sub(lambda match: "\x00" * len(match.group()), line) if harmless else line
    named: dict[str, str] = {}
    for match in plain.finditer(rest):
        named.setdefault(match.group().lower(), match.group())
    return tuple(named.values())


def custody_test_named(kind: Kind, texts: Mapping[str, str], on: date) -> tuple[Reason, ...]:
    """Why the texts of a disposal cannot go as they stand, each at its field; none where a result may inform it."""
    if kind in MAY_REST_ON_A_RESULT:
        return ()
    return tuple(_reason(kind, field, words) for field, text in texts.items() if (words := _named(text, on)))


def _named(text: str, on: date) -> str:
    return ", ".join(f"‘{words}’" for words in names_a_custody_test(text, on))


def _reason(kind: Kind, field: str, words: str) -> Reason:
    message = (
        f"{RULE}: Take out {words}. A result of a custody drug test may inform a conditional caution or youth "
        f"conditional caution only, so it must not be in the reasons for a {kind.label.lower()}, whatever is "
        "answered below. If it is another test, say which: ‘the powder tested positive’, ‘a Covid test’"
    )
    return Reason(message, field, SPOKEN_OF_SOURCE, Mark.VERIFIED.value)


@lru_cache(maxsize=8)
def _patterns(on: date) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """What is read first and is no test of custody, and what plainly is one, as the list stands on a day."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(Path(__file__).parent.parent / "data" / "custody_test_words.csv"):
        if date.fromisoformat(row["effective_from"]) <= on and (
            not row["effective_to"] or on.isoformat() <= row["effective_to"]
        ):
            words[row["kind"]].append(row["words"])
    stands_for = {f"{{{kind}}}": _any_of(words[kind]) for kind in ("drug", "illness", "thing")}
    return _compiled(words["harmless"], stands_for), _compiled(words["phrase"], stands_for)


def _compiled(phrases: Iterable[str], stands_for: Mapping[str, str]) -> re.Pattern[str] | None:
    patterns = [_GAP.join(stands_for.get(word, re.escape(word)) for word in phrase.split()) for phrase in phrases]
    return (
        re.compile(rf"(?<![\w])(?:{'|'.join(sorted(patterns, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
        if patterns
        else None
    )


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(_GAP.join(map(re.escape, word.split())) for word in longest_first)})"


_GAP = r"[ -]+"


# Where what shuts a disposal is answered: the question of the fact sheet, or the part of the record, that may open it.
#
# The pages make a link of it. Nothing here decides: what a rank, a prosecutor or the force opens has no question.


class OpenedIn(Worded):
    """The part of the record that answers, with what is done there."""

    FACTS = "facts", "Answer it in the facts"
    EARLIER = "earlier", "List the earlier outcomes"
    RISKS = "risks", "Ask the risks"
    REVIEW = "review", "Record the safeguarding review"
    OFFENCES = "offences", "Correct the offences"
    CUSTODY = "custody", "Correct the custody record"


@dataclass(frozen=True)
class Opening:
    """One place where the answer is given: the part, the question there (a field's name, or none), and its words."""

    part: OpenedIn
    words: str
    question: str = ""


OPENED_BY: Mapping[str, str] = {
    "ANY-01": "evidence_sufficient",
    "ANY-02": "offence_made_out",
    "ANY-03": "supply_suspicion_open",
    "ANY-04": "appropriate_adult_present",
    "ANY-05": "fit_to_decide",
    "ANY-06": "exploitation_reviewed",
    "ANY-09": "nitrous_oxide_without_intent",
    "RSK-01": "risks_asked",
    "CR-01": "admission",
    "CR-02": "consent",
    "CR-03": "victim_contact_attempted",
    "O22-01": "suspect_identified",
    "O22-02": "intervention_available",
    "O22-03": "consent",
    "O22-04": "reasonable_suspicion",
    "O22-07": "prosecution_in_public_interest",
    "O22-08": "victim_contact_attempted",
    "CC-02": "admission",
    "CC-03": "admission_reliable",
    "CC-04": "consent",
    "CC-09": "victim_contact_attempted",
    "CC-10": "prosecution_in_public_interest",
    "CC-11": "exceptional_basis",
    "SC-02": "admission",
    "SC-03": "admission_reliable",
    "SC-04": "consent",
    "SC-05": "exceptional_basis",
    "SC-06": "exceptional_basis",
    "SC-07": "exceptional_basis",
    "SC-09": "prosecution_in_public_interest",
    "SC-12": "victim_contact_attempted",
    "SC-16": "similarity_rank_level",
    "PND-05": "linked_offences",
    "PND-06": "reason_to_believe",
    "CW-06": "admission",
    "CW-07": "evidence_sufficient",
}
"""The fact that opens each rule again once it has stopped a disposal."""

_LISTED_APART = frozenset(
    {"cr_prior_same_type", "cr_prior_not_engaged", "similar_prior_within_2y", "prior_same_drug_steps"}
)
_COUNTED_BACK = frozenset({"similar_prior_within_2y", "days_left_after_deadline"})
_ELSEWHERE: Mapping[str, OpenedIn] = {
    "risks_asked": OpenedIn.RISKS,
    "exploitation_indicator": OpenedIn.RISKS,
    "exploitation_reviewed": OpenedIn.REVIEW,
    "similarity_rank_level": OpenedIn.EARLIER,
    "appropriate_adult": OpenedIn.CUSTODY,
} | dict.fromkeys(
    (
        "trial_mode",
        "drug_family",
        "drug_offence",
        "offence_statute",
        "specified_either_way",
        "linked_offences",
        "penalty_offence",
    ),
    OpenedIn.OFFENCES,
)
_ASKED_AT_SIGNING = "consent"
"""Not known until then, whatever the sheet says the person would do."""
_ASKED_AS = {
    "nitrous_oxide_without_intent": "nitrous_oxide",
    "limitation_applies": "trial_mode",
    "fin_cap": "trial_mode",
}
_DAY_OF_OFFENCE = Opening(OpenedIn.FACTS, "When was the offence?", "offence_on")
_ASKS = {question.name: question.ask for question in QUESTIONS}


def where_it_opens(
    reason: RuleReason, answers: Mapping[str, str], case: Case, *, left: Collection[str]
) -> tuple[Opening, ...]:
    """Where a reason may be answered: what is not known at each of its questions, a stop at the fact that lifts it.

    `left` names the questions that another part of the record answers here. Empty where nothing on these pages does.
    """
    if reason.missing:
        return _apart(_opening(name, answers, case, left) for name in reason.missing if name != _ASKED_AT_SIGNING)
    fact = OPENED_BY.get(reason.rule_id)
    opening = _opening(fact, answers, case, left) if fact else None
    return (Opening(opening.part, reason.opens_if, opening.question),) if opening else ()


def _apart(openings: Iterable[Opening | None]) -> tuple[Opening, ...]:
    """Each place once, in their order."""
    return tuple(dict.fromkeys(opening for opening in openings if opening))


def _opening(fact: str, answers: Mapping[str, str], case: Case, left: Collection[str]) -> Opening | None:
    if fact in _COUNTED_BACK and case.offence_on is None and (case.priors or fact not in _LISTED_APART):
        return _DAY_OF_OFFENCE
    some_found = answers.get("earlier") == "some"
    if fact in _LISTED_APART and some_found:
        return Opening(OpenedIn.EARLIER, OpenedIn.EARLIER.label)
    asked = "history_matters" if fact == "relevant_history" and some_found else _question_of(fact)
    if asked in _ASKS and asked not in left:
        return Opening(OpenedIn.FACTS, _ASKS[asked], asked)
    part = _ELSEWHERE.get(asked) or _ELSEWHERE.get(fact)
    return Opening(part, part.label) if part else None


def _question_of(fact: str) -> str:
    """The first question of the sheet that states a fact; the fact's own name where none does."""
    stating = (question.name for question in QUESTIONS for choice in question.choices if fact in choice.states)
    return _ASKED_AS.get(fact) or next(stating, fact)


# Which rule an authoriser may set aside, and of which rank: a statute or a rank never, guidance with a reason.
#
# Source: data dictionary of out-of-court disposals 1.6 and 2.1. Local policy is changed by its switch, but for the two
# limits that clear by an override at authority. Guidance that says whom or what a disposal is for at all, as a
# cannabis warning for theft, has nothing to weigh: no reason makes it another disposal (design choice).


LEAST_OVERRIDE_REASON = 20
"""Characters of the reason for an override (design choice, as for every reason of this desk)."""

ONLY_THE_PROSECUTION_SERVICE = frozenset({"CC-06", "CC-07", "CC-08", "SC-13"})
"""Rules that clear only through the Crown Prosecution Service, whatever the rank."""

POLICY_CLEARED_AT_AUTHORITY = frozenset({"CR-07", "CR-09"})
"""Limits of local policy that hold no rank test: an override recorded at authority clears them, like CC-17."""

REVIEW = "exploitation_reviewed"
"""The fact of the safeguarding review. No reason stands in for it, whatever a book calls the rule that asks for it."""

SERGEANT, INSPECTOR = 2, 3
RANK = "authority_rank_level"
OVERRIDING_SOURCE = "Data dictionary of out-of-court disposals 2.1"


def rank_to_override(facts: Facts) -> int:
    """The least rank: inspector where it is domestic abuse or a hate crime or that is not known, else sergeant."""
    ordinary = facts.get("domestic_abuse") is False and facts.get("hate_crime") is False
    return SERGEANT if ordinary else INSPECTOR


def may_override(rule: Rule, rank_level: int | None, facts: Facts, reason: str | None = None) -> tuple[Reason, ...]:
    """Why an officer of this rank may not set this rule aside; empty if they may.

    With `reason` (as typed, or "" for none) its length is asked too; None leaves that to later.
    """
    if never := _never(rule):
        return (Reason(f"{rule.id}: {never}", None, rule.source, rule.mark.value),)
    reasons: list[Reason] = []
    if rule.fails_when.answer(facts).value is None:
        words = (
            f"{rule.id} depends on something not known yet. Record that first: you can set a rule aside only once "
            "its facts are known"
        )
        reasons.append(Reason(words, None, OVERRIDING_SOURCE))
    needed = rank_to_override(facts)
    if rank_level is None or rank_level < needed:
        reasons.append(Reason(f"{rule.id}: {_who_may(needed)}", None, OVERRIDING_SOURCE))
    if reason is not None and len(reason.strip()) < LEAST_OVERRIDE_REASON:
        typed = len(reason.strip())
        words = f"Say in {LEAST_OVERRIDE_REASON} characters or more why {rule.id} is set aside. You typed {typed}"
        reasons.append(Reason(words, f"override-{rule.id}"))
    return tuple(reasons)


def overridable(rule: Rule) -> bool:
    """Whether any officer could ever set this rule aside at authority."""
    return not _never(rule)


def _never(rule: Rule) -> str:
    if rule.id in ONLY_THE_PROSECUTION_SERVICE:
        return "only the Crown Prosecution Service can clear this, whatever the rank. Send it to them"
    if rule.basis is Basis.STATUTE:
        return "an Act says so, and nobody can set it aside. Choose another outcome, or correct the facts behind it"
    if rule.is_for_another_case:
        return "no reason changes what this outcome is for. Choose another outcome, or correct the facts behind it"
    if REVIEW in rule.fails_when.names:
        return "the safeguarding review comes first, and no reason stands in for it. Ask a deciding officer to hold it"
    if rule.basis is Basis.POLICY and rule.id not in POLICY_CLEARED_AT_AUTHORITY:
        return "this is the force's own policy. The policy lead changes it, and a second person approves"
    if RANK in rule.fails_when.names:
        return "a rank is needed, and a reason does not replace it. Ask an officer of that rank to decide"
    if rule.gate is Gate.SIGN:
        return "this is asked at signing, and a rule can be set aside only before that. Do what it asks"
    return ""


def _who_may(needed: int) -> str:
    if needed == INSPECTOR:
        return (
            "an inspector or above sets it aside as the deciding officer, because this is domestic abuse or a hate "
            "crime, or that is not known. Ask an inspector"
        )
    return "a sergeant or above sets it aside as the deciding officer. Ask one"
