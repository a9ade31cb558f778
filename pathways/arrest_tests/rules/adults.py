"""The appropriate adult of one request for a sample: who it was, and at which of the three steps they were there.

PACE 1984 s.63B(5A): the request, the warning and the taking, each in their presence (verified). What the custody record
says of the moment is for planning; what stands here is of this request, and no later tick changes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pathways.arrest_tests.rules.outcomes import Outcome
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class AdultStep(Worded):
    """The steps at which the adult has to be there."""

    WARNING = "warning", "The warning"
    REQUEST = "request", "The request"
    TAKING = "taking", "The taking of the sample"
    NONE = "none", "None of it"

    @classmethod
    def of_a_test(cls) -> "tuple[AdultStep, ...]":
        return (cls.WARNING, cls.REQUEST, cls.TAKING)

    @classmethod
    def of_outcome(cls, outcome: Outcome) -> "tuple[AdultStep, ...]":
        """The steps that there were: nobody is there for the taking of a sample that was not given."""
        return cls.of_a_test() if outcome is Outcome.SAMPLE_GIVEN else (cls.WARNING, cls.REQUEST)


class AdultRelation(Worded):
    """What the adult is to the person (design choice; PACE Code C 1.7, recalled)."""

    PARENT = "parent", "Parent"
    GUARDIAN = "guardian", "Guardian or carer"
    RELATIVE = "relative", "Other relative"
    SOCIAL_WORKER = "social_worker", "Social worker"
    SCHEME = "scheme", "From the appropriate adult scheme"
    OTHER = "other", "Somebody else, who is not employed by the police"


@dataclass(frozen=True, kw_only=True)
class AdultFacts:
    """Who the adult was and what they were there for. Nobody is named who was there for none of it."""

    name: str = ""
    relation: AdultRelation | None = None
    there_for: frozenset[AdultStep] = frozenset()

    def is_there_for_all(self, outcome: Outcome) -> bool:
        return set(AdultStep.of_outcome(outcome)) <= self.there_for

    def words(self, outcome: Outcome) -> str:
        """Mrs Rawcliffe (parent), there for the warning and the request; not for the taking."""
        steps = AdultStep.of_outcome(outcome)
        there = [_STEPS[step] for step in steps if step in self.there_for]
        absent = [_STEPS[step] for step in steps if step not in self.there_for]
        if not there:
            return "Needed; nobody was there"
        relation = self.relation.label[:1].lower() + self.relation.label[1:] if self.relation else "relation not said"
        not_for = f"; not for {_listed(absent)}" if absent else ""
        return f"{self.name} ({relation}), there for {_listed(there)}{not_for}"


def adult_faults(adult: AdultFacts | None, *, is_needed: bool) -> Iterator[Reason]:
    """What is missing of the adult. Whether they had to be there is V-007's to say."""
    if adult is None:
        if is_needed:
            yield Reason("Select what the appropriate adult was there for, or ‘None of it’", "adult_there")
        return
    if adult.there_for and not adult.name.strip():
        yield Reason("Enter who the appropriate adult was", "adult_name")
    if adult.there_for and adult.relation is None:
        yield Reason("Select what the appropriate adult is to the person", "adult_relation")


_STEPS = {
    AdultStep.WARNING: "the warning",
    AdultStep.REQUEST: "the request",
    AdultStep.TAKING: "the taking",
}


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
