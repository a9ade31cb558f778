"""What people decide of an import: who somebody in a file is, and whether it is taken back. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Final

from pathways.dates import mid_sentence
from pathways.people.identity.rules import Ethnicity, PersonFacts
from pathways.people.rules import AgeEvidence, same_numbers, shares_first_name
from pathways.people.search.rules import Closeness, Identity, Likeness, PersonAsked, keys_asked, keys_of, likeness
from pathways.refusals import Reason
from pathways.vocabulary import Sex, Worded


class WhoItIs(Worded):
    """What a person decides of somebody who was set aside."""

    SAME = "same", "The person who is known already"
    ANOTHER = "another", "Another person"
    LEFT_OUT = "left_out", "Left out: not imported"


def asked_of(facts: PersonFacts) -> PersonAsked:
    """The search that an officer would make for this person."""
    return PersonAsked(
        surname=facts.surname,
        given_names=facts.given_names or "",
        date_of_birth=facts.date_of_birth,
        number=facts.pnc_id or "",
    )


def leaves_doubt(fit: Likeness | None) -> bool:
    """Whether somebody who is so like a person may be that person, so that it is left to somebody to decide.

    Only what is very close is: the same first name, and surname and birth date the same or one slip away; or the same
    PNC ID. A search finds more, and whoever looks at the record sees them there (design choice).
    """
    return fit is not None and fit.closeness is Closeness.VERY_CLOSE


class PeopleBefore:
    """The people of the same lot of rows who come before one, by the keys of the search."""

    def __init__(self) -> None:
        self._by_key = defaultdict[str, list[tuple[str, Identity]]](list)
        self._by_number: dict[str, tuple[str, Identity]] = {}

    def add(self, key: str, facts: PersonFacts) -> None:
        """Keep somebody with the key of their row."""
        known = Identity(
            surname=facts.surname,
            given_names=facts.given_names,
            date_of_birth=facts.date_of_birth,
            pnc_id=facts.pnc_id,
        )
        for each in keys_of(facts.surname, facts.date_of_birth):
            self._by_key[each].append((key, known))
        for number in same_numbers(facts.pnc_id or ""):
            self._by_number[number] = (key, known)

    def close_to(self, facts: PersonFacts) -> dict[str, Likeness]:
        """Who of them may be this person, by the key of their row."""
        asked, close = asked_of(facts), dict[str, Likeness]()
        under = keys_asked(facts.surname, facts.given_names or "", facts.date_of_birth)
        near = {key: known for each in under for key, known in self._by_key.get(each, ())}
        near = {
            key: known
            for key, known in near.items()
            if shares_first_name(asked.given_names, asked.surname, known.given_names)
        }
        near |= dict(
            self._by_number[number] for number in same_numbers(facts.pnc_id or "") if number in self._by_number
        )
        for key, known in near.items():
            fit = likeness(asked, known)
            if fit is not None and leaves_doubt(fit):
                close[key] = fit
        return close


# What a file says of somebody, kept until it is decided who they are.


_READ_BACK: Final[Mapping[str, Any]] = {
    "date_of_birth": date.fromisoformat,
    "age_evidence": AgeEvidence,
    "sex": Sex,
    "ethnicity": Ethnicity,
}


def as_row_facts(facts: PersonFacts) -> dict[str, str]:
    """The facts of a person as they are kept."""
    values = {each.name: getattr(facts, each.name) for each in fields(facts)}
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values.items() if value
    }


def read_back(row: Mapping[str, str]) -> PersonFacts:
    """The facts of a person as they were kept."""
    facts: dict[str, Any] = {name: _READ_BACK.get(name, str)(value) for name, value in row.items()}
    return PersonFacts(**facts)


# Whether somebody may still say who a person of a file is.


def deciding_bars(*, decided_by: str, decided: WhoItIs | None, is_taken_back: bool) -> tuple[Reason, ...]:
    """Why nobody may decide who somebody is who was set aside: it is decided, or what the import made goes."""
    if decided is not None:
        return (Reason(f"{decided_by} has decided this already: {mid_sentence(decided.label)}"),)
    if is_taken_back:
        return (Reason("Two people decided that this import is taken back. Nobody of it is decided any more"),)
    return ()


# How far an import has come, and whether it may be taken back.


class RunState(Worded):
    """How far an import of a file has come."""

    NOT_FINISHED = "not_finished", "Not finished"
    FINISHED = "finished", "Finished"
    ASKED = "asked", "Waiting for a second person"
    BEING_TAKEN_BACK = "being_taken_back", "Being taken back"
    TAKEN_BACK = "taken_back", "Taken back"


def run_state(*, ended_at: datetime | None, undone_at: datetime | None, is_asked: bool, is_confirmed: bool) -> RunState:
    """How far an import has come. `is_asked`: somebody asked that it is taken back, and nobody has decided."""
    if undone_at is not None:
        return RunState.TAKEN_BACK
    if is_confirmed:
        return RunState.BEING_TAKEN_BACK
    if is_asked:
        return RunState.ASKED
    return RunState.NOT_FINISHED if ended_at is None else RunState.FINISHED


SHORTEST_REASON = 10


def undoing_bars(*, ended_at: datetime | None, undone_at: datetime | None, reason: str) -> tuple[Reason, ...]:
    """Why nobody may propose to take an import back."""
    bars = []
    if ended_at is None:
        bars.append(Reason("This import is not finished. Go on with it, or end it first"))
    if undone_at is not None:
        bars.append(Reason("This import was taken back already"))
    if len(reason.strip()) < SHORTEST_REASON:
        bars.append(Reason(f"Say why, in at least {SHORTEST_REASON} letters", "reason"))
    return tuple(bars)
