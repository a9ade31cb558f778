"""Who needs help with mental health and has it, by what they said; a year whose figures were made before has no such part."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.reporting.queries.units import KINDS, counted_as, kinds_counted
from pathways.reporting.rules.conditions import ConditionsCounts
from pathways.reporting.rules.contents_of_reports import contents_of_recovery
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.kept_figures import digest_of, read_counts, read_table, written
from pathways.reporting.rules.mental_health import (
    AskedUnit,
    HelpAnswer,
    MentalHealthCounts,
    help_answer_of,
    mental_health_counts,
)
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.recovery import CUSTODY, NOT_BY_THEN, PeerCounts, RecoveryCounts, published_of
from pathways.reporting.rules.recovery_words import recovery_of
from pathways.reporting.rules.standings import UnitKind, alike
from pathways.reporting.rules.strategy_figures import FIGURES, NOT_COUNTED_THEN
from pathways.reporting.rules.treatment import figure_of
from pathways.reporting.rules.treatment_parts import FILE_HEAD, file_rows
from pathways.small_numbers.beside import hidden_alone
from pathways.vocabulary import Answer

DAY = date(2025, 9, 1)
PERIOD = Period(from_on=date(2025, 4, 1), to_on=date(2026, 3, 31), as_at=date(2026, 9, 30))


@pytest.mark.parametrize(
    ("answer", "receiving", "expected"),
    [
        (Answer.YES, "mental_health_team", HelpAnswer.HELPED),
        (Answer.YES, "place_of_safety", HelpAnswer.HELPED),
        (Answer.YES, "none", HelpAnswer.NONE_YET),
        (Answer.YES, "declined", HelpAnswer.DECLINED),
        (Answer.YES, "would_not_say", HelpAnswer.NOT_TOLD),
        (Answer.NO, None, HelpAnswer.NO_NEED),
        (Answer.WOULD_NOT_SAY, None, HelpAnswer.NOT_SAID),
    ],
)
def test_help_of_any_kind_is_help_and_who_declined_or_waits_stays_in(answer, receiving, expected):
    assert help_answer_of(answer, receiving) is expected


def unit(person, answer, on=DAY, number=1):
    return AskedUnit(person_id=person, record_id=person, number=number, asked_on=on, answer=answer)


def test_each_person_once_by_the_last_need_they_named_or_by_the_last_answer():
    later, out = date(2025, 12, 1), date(2026, 4, 1)
    units = [
        unit(1, HelpAnswer.NONE_YET), unit(1, HelpAnswer.HELPED, later), unit(1, HelpAnswer.NO_NEED, later, 2),
        unit(2, HelpAnswer.HELPED), unit(2, HelpAnswer.NONE_YET, out),
        unit(3, HelpAnswer.NO_NEED), unit(3, HelpAnswer.NOT_SAID, later),
        unit(4, HelpAnswer.DECLINED, out),
    ]  # fmt: skip
    assert mental_health_counts(alike(units, PERIOD)) == MentalHealthCounts(helped=2, not_said=1)


MANY = MentalHealthCounts(helped=20, none_yet=10, declined=6, no_need=40, not_said=5)


def report(counts):
    return recovery_of(counts, hidden_alone("recovery", published_of(counts)).hidden, PERIOD)


def test_the_need_is_of_everybody_asked_and_the_help_of_those_who_need_it():
    section = report(RecoveryCounts(mental_health=MANY)).sections[-1]
    assert section.sentence == (
        "Said that they need help with their mental health: 36 of 81 people a service asked, 44.4% (95% interval 34.1 "
        "to 55.3). Have help with it: 20 of 36 who need it, 55.6% (95% interval 39.6 to 70.5)."
    )
    assert ("Were offered help and declined it", "6") in [each.cells for each in section.classes]
    assert section.cannot


def test_few_who_have_none_are_not_what_is_left_of_those_who_need_help():
    section = report(RecoveryCounts(mental_health=MentalHealthCounts(helped=20, none_yet=3, no_need=40))).sections[-1]
    assert [rate.cells[1:3] for rate in section.rates] in ([("*", "63"), ("20", "*")], [("23", "63"), ("*", "23")])
    for few, words in ((MentalHealthCounts(helped=9), "too few"), (MentalHealthCounts(), "No service asked anybody")):
        section = report(RecoveryCounts(mental_health=few)).sections[-1]
        assert words in section.sentence
        assert not section.is_shown


def test_figures_made_before_have_no_such_part_and_keep_their_digest():
    before = RecoveryCounts(peers=PeerCounts(people=60, accepted=30, met=15))
    table = hidden_alone("recovery", published_of(before))
    later = figure_of(CUSTODY, NOT_BY_THEN)  # a figure that tables have only since then
    figures = tuple(each for each in table.published.figures if each.name != later)
    sums = tuple(each for each in table.published.sums if each.whole != later)
    published = replace(table.published, figures=figures, sums=sums)
    text = written(before, replace(table, published=published), salt="grain")
    text = text.replace(',"mental_health":null,"conditions":null', "")
    assert digest_of(text) == "936e4832f399b28ec74c87d56f0f69d95940c4d0cd61b74383cb0170265be6cf"
    counts, hidden = read_counts(Report.RECOVERY, text)
    assert counts == before
    assert "asked people" not in read_table("recovery", text).published.by_name
    view = recovery_of(counts, hidden, PERIOD)
    assert [section.name for section in view.sections][-1] == "peer-support"
    assert not any("mental health" in str(part) for part in (contents_of_recovery(view), [*file_rows(view)]))
    assert FIGURES["mental_health_need_met"].read(view).sentence == NOT_COUNTED_THEN


def test_what_was_not_counted_then_is_neither_another_figure_nor_a_revision():
    before, now = RecoveryCounts(), RecoveryCounts(mental_health=MANY, conditions=ConditionsCounts())
    assert counted_as(Report.RECOVERY, now, before) == before
    assert counted_as(Report.RECOVERY, now, now) == now
    assert set(KINDS[Report.RECOVERY]) - set(kinds_counted(Report.RECOVERY, before)) == {
        UnitKind.ASKED_NEEDS, UnitKind.CONDITIONS,
    }  # fmt: skip
    assert kinds_counted(Report.RECOVERY, now) == KINDS[Report.RECOVERY]


def test_every_line_of_the_file_names_its_metric():
    lines = [dict(zip(FILE_HEAD, row, strict=True)) for row in file_rows(report(RecoveryCounts(mental_health=MANY)))]
    help_line = {each["line"]: each for each in lines}["Have help, of those who need it"]
    assert (help_line["metric"], help_line["people"], help_line["out_of"]) == ("mental_health_need_met", "20", "36")
