"""The lines of the papers of a drug test, to whom a result was told, and what was told against the rules."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from pathways import dates
from pathways.arrest_tests.authority.queries import counts_from, every_authority
from pathways.arrest_tests.held_records.queries import rules_of
from pathways.arrest_tests.held_records.rules import may_decide
from pathways.arrest_tests.models.offences import Authority
from pathways.arrest_tests.models.testing import DrugTest, Hold, LabCheck, ResultShared, ToldOutside
from pathways.arrest_tests.offences.queries import OffenceLine, as_lines, every_offence
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing.queries import (
    adult_of,
    analytes_of,
    earlier_tests,
    lab_check_of,
    set_up_of,
    steps_of,
    tests_in,
)
from pathways.arrest_tests.testing.rules.results import OverallResult, SampleOutcome, ToldAnswer
from pathways.auth.queries import names_of, suite
from pathways.auth.roles import Viewer
from pathways.dates import day_in_words, moment_in_words
from pathways.law.queries import law_of
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.people.custody.queries import WHOLE, EpisodeView, as_view
from pathways.people.leaving_custody import queries as people
from pathways.people.models.custody import Detention, Episode
from pathways.people.queries import of_own_force
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.store.paging import Page, page_of

# The lines on the papers of a drug test, in words, from the record as it is now.


Values = dict[str, str]


def paper_values(view: EpisodeView, test: DrugTest) -> Values:
    """Every line of DT1 or DT2, by its key. One that is missing or empty is printed as "Not recorded"."""
    earlier, live = earlier_tests(view.episode.id), tests_in(view.episode.id).standing
    others = [other.test for other in live if other.test.id != test.id]
    relied = [line for line in as_lines(every_offence(view.episode.id)) if line.id in test.relied_on]
    given = [row for row in every_authority(view.episode.id) if row.offence_id in test.relied_on][:1]
    hold = next((each.hold for each in live if each.test.id == test.id), None)
    by = [row.recorded_by_id for row in (test, *earlier, *others)] + [row.given_by_id for row in given]
    names = names_of(by)
    return {
        **_person(view, test),
        **_basis(test, relied, given[0] if given else None, names),
        **_request(test),
        **_sample(test, hold),
        **_result(test),
        "held": _held(hold),
        "corrected": "\n".join(
            f"{moment_in_words(earlier_test.superseded_at)}: {earlier_test.correction_reason}"
            for earlier_test in earlier
            if earlier_test.correction_reason
        )
        or "None",
        "others": "\n".join(
            f"{moment_in_words(other.requested_at or other.recorded_at)}: {other.outcome.label}" for other in others
        )
        or "None",
        "recorded": f"{names.get(test.recorded_by_id, '')}, {moment_in_words(test.recorded_at)}",
    }


def _person(view: EpisodeView, test: DrugTest) -> Values:
    details, detention = view.details, view.detention
    values = {
        "name": details.full_name,
        "born": f"{day_in_words(details.date_of_birth)} ({details.age_evidence.label[0].lower()}"
        f"{details.age_evidence.label[1:]})",
        "custody": detention.custody_record_no if detention else "",
    }
    if detention is None:
        return values
    place = suite(people.suite_id_at(view.episode, test.requested_at or test.recorded_at))
    here = {True: "present", False: "not present"}
    language = detention.interpreter_language or "language not recorded"
    return values | {
        "station": place.name if place else "",
        "here": f"{view.presence.label}, {moment_in_words(view.offence_arrested_at or detention.arrested_at)}",
        "arrived": moment_in_words(detention.arrived_at),
        "seen": moment_in_words(detention.custody_officer_seen_at),
        "adult": adult.words(test.outcome) if (adult := adult_of(test)) else _adult_of_record(detention),
        "interpreter": f"Needed ({language}), {here[bool(detention.interpreter_present)]}"
        if detention.needs_interpreter
        else "Not needed",
    }


def _adult_of_record(detention: Detention) -> str:
    """What the custody record says of an adult, for a test that has no answer of its own."""
    if not detention.needs_appropriate_adult:
        return "Not needed"
    return "Needed, present" if detention.appropriate_adult_present else "Needed, not present"


def _basis(
    test: DrugTest, relied: list[OffenceLine], authority: Authority | None, names: dict[int | None, str]
) -> Values:
    values = {
        "route": test.route.label if test.route else "",
        "offences": "\n".join(_offence(line) for line in relied),
        "law": f"{_regime(test)} ({test.law_version})".strip(),
        "authority": "Not needed: a trigger offence",
        "grounds": "Not needed",
        "told": "Not needed",
    }
    if authority is None:
        return values
    counts, how = counts_from(authority), authority.mode.label.lower()
    if authority.mode is AuthorityMode.WRITTEN and authority.given_at < counts:
        how += f". The time typed was {moment_in_words(authority.given_at)}: it counts from when it was saved here"
    elif authority.mode is AuthorityMode.ORAL and authority.confirmed_in_writing_at:
        how += f", confirmed in writing {moment_in_words(authority.confirmed_in_writing_at)}"
    if authority.disowned_at:
        how += f", not what was said ({moment_in_words(authority.disowned_at)}): {authority.disowned_words}"
    return values | {
        "authority": f"{authority.rank.label} {names.get(authority.given_by_id, '')}, {moment_in_words(counts)}, {how}",
        "grounds": authority.grounds,
        "told": moment_in_words(authority.told_at),
    }


def _regime(test: DrugTest) -> str:
    """The name of the regime under which a sample was asked for."""
    names = {regime.code: regime.name for regime in law_of(test.law_version).regimes}
    return names.get(test.regime or "", test.regime or "")


def _offence(line: OffenceLine) -> str:
    state = (
        f"charged {moment_in_words(line.charged_at)}"
        if line.charged_at
        else f"arrested {moment_in_words(line.arrested_at)}"
    )
    drug = line.drug_words
    return f"{line.label}{f' ({drug})' if drug else ''}, {state}"


def _request(test: DrugTest) -> Values:
    return {
        "warned": f"{moment_in_words(test.warned_at)} (wording {test.words_version})" if test.warned_at else "",
        "asked": moment_in_words(test.requested_at),
        "outcome": test.outcome.label,
        "words": test.refusal_words or test.good_cause or "Nothing to record",
    }


def _sample(test: DrugTest, hold: Hold | None) -> Values:
    if test.taken_at is None:
        return dict.fromkeys(("taken", "taker", "matrix", "condition", "force"), "No sample") | dict.fromkeys(
            ("device", "lot", "expires", "check", "trained"), "No sample"
        )
    met = {rule.rule for rule in rules_of(hold.id)} if hold else set()
    values = {
        "taken": moment_in_words(test.taken_at),
        "matrix": "Oral fluid",
        "condition": test.sample_condition.label if test.sample_condition else "",
        "force": "Force was used" if "V-024" in met else "None recorded. Force may not be used",
    }
    used = set_up_of(test)
    if used is None:
        return values
    return values | {
        "taker": f"{used.taker} ({used.category.label[0].lower()}{used.category.label[1:]})",
        "device": f"{used.device}, {used.serial}",
        "lot": used.lot,
        "expires": day_in_words(used.lot_expires_on),
        "check": moment_in_words(used.check_passed_at),
        "trained": day_in_words(used.trained_until),
    }


def _result(test: DrugTest) -> Values:
    if test.result_at is None or test.overall_result is None:
        unread = "No result" if test.outcome is not SampleOutcome.SAMPLE_GIVEN else ""
        overall = test.overall_result.label if test.overall_result else unread
        keys = ("read", "lines", "medicine", "answer", "disputed", "charge")
        return dict.fromkeys(keys, unread) | {"overall": overall}
    read = {} if test.overall_result is OverallResult.NO_VALID_SAMPLE else analytes_of(test.id)
    panel = panel_on(dates.london_date(test.requested_at or test.recorded_at), law_of(test.law_version))
    return {
        "read": moment_in_words(test.result_at),
        "lines": "\n".join(f"{analyte.label}: {read[analyte.code].label}" for analyte in panel if analyte.code in read),
        "overall": test.overall_result.label,
        "medicine": test.medicine or ("None said" if test.has_medicine is False else ""),
        "answer": test.told_answer.label if test.told_answer else "",
        "disputed": _disputed(test, lab_check_of(test.id)),
        "charge": f"Yes, since {moment_in_words(since)} (PACE 1984 s.63B(5B))"
        if (since := test.treated_as_charge_at)
        else "No",
    }


def _disputed(test: DrugTest, check: LabCheck | None) -> str:
    if check is None:
        is_disputed = test.told_answer is ToldAnswer.DISPUTES
        return "Disputed. No laboratory result is recorded" if is_disputed else "Not disputed"
    basis = next((step.basis for step in steps_of(check) if step.basis), None)
    on_what = f" ({basis.label[:1].lower()}{basis.label[1:]})" if basis else ""
    sent = f" on {moment_in_words(check.sent_at)}, reference {check.reference}" if check.sent_at else ""
    return f"{check.state.label}{on_what}; sent{sent}" if sent else f"{check.state.label}{on_what}"


def _held(hold: Hold | None) -> str:
    if hold is None:
        return "No"
    rules = "\n".join(rule.message for rule in rules_of(hold.id))
    return f"{hold.state.label}, {moment_in_words(hold.decided_at or hold.opened_at)}\n{rules}"


# To whom a result was told.


def shared_of(episode_id: int) -> tuple[ResultShared, ...]:
    """Every time that a result of an episode was shared, latest first, including results that were corrected since."""
    rows = select(ResultShared).join(DrugTest, DrugTest.id == ResultShared.drug_test_id)
    of_episode = rows.where(DrugTest.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(ResultShared.shared_at.desc(), ResultShared.id.desc())))


# Results that were told against the rules: those of an episode, and those that wait for an inspector.


@dataclass(frozen=True, kw_only=True)
class IncidentOfCase:
    """One result told against the rules, with its case. It never holds the result itself."""

    row: ToldOutside
    view: EpisodeView
    was_involved: bool


def told_outside_of(episode_id: int) -> tuple[ToldOutside, ...]:
    """Every time that a result of an episode was told against the rules, latest first."""
    rows = select(ToldOutside).join(DrugTest, DrugTest.id == ToldOutside.drug_test_id)
    of_episode = rows.where(DrugTest.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(ToldOutside.told_at.desc(), ToldOutside.id.desc())))


def told_outside_waiting(viewer: Viewer, after: str | None = None) -> Page[IncidentOfCase]:
    """A page of the incidents of the viewer's force that wait for an inspector, oldest first."""
    statement, keys = _waiting(WHOLE, viewer).add_columns(ToldOutside), (ToldOutside.recorded_at, ToldOutside.id)
    page = page_of(statement, keys, lambda row: (row.ToldOutside.recorded_at, row.ToldOutside.id), after=after)
    return Page(tuple(_as_telling(viewer, row) for row in page.rows), page.after)


def tellings_to_count(viewer: Viewer) -> Select[int]:
    """How many incidents wait for the viewer: what they recorded themselves waits for another inspector."""
    waiting = _waiting(select(func.count(ToldOutside.id)).select_from(Episode), viewer)
    return waiting.where(ToldOutside.recorded_by_id != viewer.user_id)


def telling(viewer: Viewer, telling_id: int) -> IncidentOfCase:
    """An incident that waits, for an inspector who did not record it. Raises OutOfSight for others."""
    whole = _waiting(WHOLE, viewer).add_columns(ToldOutside)
    row = db.session.execute(whole.where(ToldOutside.id == telling_id)).one_or_none()
    telling = _as_telling(viewer, row) if row else None
    if telling is None or not may_decide(rank=viewer.rank, was_involved=telling.was_involved):
        raise OutOfSight
    return telling


def _waiting(statement: Select[*tuple[Any, ...]], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    tests = statement.join(DrugTest, DrugTest.episode_id == Episode.id)
    tellings = tests.join(ToldOutside, ToldOutside.drug_test_id == DrugTest.id)
    return tellings.where(ToldOutside.decided_at.is_(None), *of_own_force(viewer))


def _as_telling(viewer: Viewer, whole: Any) -> IncidentOfCase:
    row = whole.ToldOutside
    return IncidentOfCase(row=row, view=as_view(whole), was_involved=row.recorded_by_id == viewer.user_id)
