"""Which figures a pack is of, what is refused, how it stands, and what its list says."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from pathways.auth.roles import permissions
from pathways.leases.rules import LEASE
from pathways.packs.rules import (
    MOST_FILES,
    MOST_PACKS,
    MOST_SCHEDULES,
    PackFailure,
    PackFile,
    PackPart,
    PackReport,
    PackShape,
    PackStanding,
    digest_of,
    first_due,
    how_many_files,
    kept_for,
    list_of,
    parts_of,
    periods_of,
    standing_of,
    why_no_more,
    why_no_more_schedules,
    why_not_made,
    why_not_of,
    why_not_so,
    zip_name,
)
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import Stretch, of_months, years_together

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
SUMMER, AUTUMN = of_months(date(2026, 4, 1), 3), of_months(date(2026, 7, 1), 3)
YEAR, YEAR_BEFORE = of_months(date(2025, 4, 1), 12), of_months(date(2024, 4, 1), 12)
CALENDAR = of_months(date(2025, 1, 1), 12)
FIRST, LAST = date(2026, 6, 30), date(2026, 9, 30)


def edition(report, days, as_at=LAST):
    return Edition(report, days, as_at)


THERE = [
    edition(Report.OVERVIEW, AUTUMN),
    edition(Report.OVERVIEW, SUMMER, FIRST),
    edition(Report.OVERVIEW, SUMMER, LAST),
    edition(Report.OVERVIEW, YEAR),
    edition(Report.ARC, AUTUMN),
    edition(Report.ARC, CALENDAR),
    edition(Report.ARC, years_together(2016, 2021)),
    edition(Report.TREATMENT, YEAR_BEFORE, FIRST),
    edition(Report.TREATMENT, YEAR),
]


def figures_for(report, days):
    return [(part.edition.days, part.edition.as_at) for part in parts_of([report], days, THERE)]


@pytest.mark.parametrize(
    ("report", "days", "figures"),
    [
        (PackReport.OVERVIEW, AUTUMN, (AUTUMN, LAST)),
        (PackReport.OVERVIEW, SUMMER, (SUMMER, LAST)),
        (PackReport.OVERVIEW, YEAR, (YEAR, LAST)),
        (PackReport.BOARD, AUTUMN, (AUTUMN, LAST)),
        (PackReport.ARC, AUTUMN, (AUTUMN, LAST)),
        (PackReport.ARC, YEAR, (CALENDAR, LAST)),
        (PackReport.ARC, CALENDAR, (CALENDAR, LAST)),
        (PackReport.TREATMENT, AUTUMN, (YEAR, LAST)),
        (PackReport.TREATMENT, CALENDAR, (YEAR_BEFORE, FIRST)),
        (PackReport.STRATEGY, YEAR, (YEAR, LAST)),
        (PackReport.STRATEGY, AUTUMN, (YEAR, LAST)),
        (PackReport.STRATEGY, CALENDAR, (YEAR_BEFORE, FIRST)),
    ],
)
def test_a_report_is_of_the_period_as_last_known_and_else_of_the_newest_that_was_over_by_its_end(report, days, figures):
    assert figures_for(report, days) == [figures]


def test_a_report_that_has_no_figures_by_then_is_left_out_and_of_the_board_there_are_only_quarters():
    assert figures_for(PackReport.BOARD, YEAR) == []
    assert figures_for(PackReport.RECOVERY, AUTUMN) == []
    assert figures_for(PackReport.TREATMENT, of_months(date(2024, 10, 1), 3)) == []


def test_the_parts_stand_in_the_order_of_the_reports_however_they_were_ticked():
    ticked = [PackReport.STRATEGY, PackReport.TREATMENT, PackReport.ARC, PackReport.BOARD]
    parts = parts_of(ticked, AUTUMN, THERE)
    assert [part.report for part in parts] == ticked[::-1]
    assert [PackPart.read(part.as_row()) for part in parts] == list(parts)


def test_quarters_stand_first_and_the_newest_of_each_kind():
    assert periods_of(THERE) == [AUTUMN, SUMMER, YEAR, CALENDAR, YEAR_BEFORE, years_together(2016, 2021)]


def test_every_report_has_figures_of_its_own_kind_and_a_permission_that_somebody_holds():
    assert all(each.permission in permissions() for each in PackReport)
    made = frozenset().union(*(each.figures for each in PackReport))
    assert made == set(Report) - {Report.DECLARED}, "what people say stands in the drug profile"


# What is refused.


def messages(reasons):
    return [(reason.field, reason.message) for reason in reasons]


def test_nothing_ticked_is_said_at_its_field():
    assert [field for field, _ in messages(why_not_so([], []))] == ["reports", "shapes"]
    assert messages(why_not_so([PackReport.BOARD], [PackShape.CSV])) == []


def test_all_reports_in_two_shapes_fit_and_fairness_has_a_paper_for_each_outcome():
    assert how_many_files([PackReport.FAIRNESS], PackShape) == 9 + 1 + 1
    assert messages(why_not_so(list(PackReport), [PackShape.PDF, PackShape.XLSX])) == []
    ((field, words),) = messages(why_not_so(list(PackReport), list(PackShape)))
    assert field == "reports"
    assert f"{how_many_files(PackReport, PackShape)} files. A pack can have {MOST_FILES} at most" in words


def test_a_period_without_figures_and_reports_without_any_by_then_are_named():
    assert messages(why_not_made(AUTUMN, THERE)) == []
    ((field, words),) = messages(why_not_made(Stretch(date(2026, 7, 2), date(2026, 9, 29)), THERE))
    assert field == "days"
    ((field, words),) = messages(why_not_of([PackReport.BOARD, PackReport.RECOVERY, PackReport.GROUPS], AUTUMN, THERE))
    assert field == "reports"
    assert words.startswith("There were no figures of Recovery and Who engages by the end of July to September 2026. ")
    assert messages(why_not_of([PackReport.BOARD], AUTUMN, THERE)) == []


def test_one_person_has_so_many_packs_and_schedules_and_no_more():
    assert messages(why_no_more(MOST_PACKS - 1)) == messages(why_no_more_schedules(MOST_SCHEDULES - 1)) == []
    assert len(messages(why_no_more(MOST_PACKS))) == len(messages(why_no_more_schedules(MOST_SCHEDULES))) == 1


def test_two_orders_are_the_same_where_parts_and_shapes_are():
    board, csv = [PackReport.BOARD.value], [PackShape.CSV]
    assert digest_of(board, csv) == digest_of(list(board), list(csv))
    others = {digest_of(board, csv), digest_of(board, [PackShape.PDF]), digest_of(["arc"], csv)}
    assert len(others) == 3


# How it stands.


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, PackStanding.WAITS),
        ({"leased_until": NOW + LEASE}, PackStanding.MAKING),
        ({"leased_until": NOW}, PackStanding.WAITS),
        ({"expires_at": NOW + timedelta(seconds=1)}, PackStanding.READY),
        ({"expires_at": NOW}, PackStanding.EXPIRED),
        ({"failure": PackFailure.CANCELLED}, PackStanding.CANCELLED),
        ({"failure": PackFailure.ASKER_LEFT}, PackStanding.FAILED),
        ({"failure": PackFailure.GAVE_UP}, PackStanding.FAILED),
    ],
)
def test_how_a_pack_stands(facts, standing):
    known = {"expires_at": None, "failure": None, "leased_until": None}
    assert standing_of(**(known | facts), now=NOW) is standing


def test_a_pack_is_kept_for_seven_days():
    assert kept_for(NOW.date()) == timedelta(days=7)


def test_why_there_is_no_pack_says_what_to_do():
    assert all(failure.hint.endswith(".") for failure in PackFailure)


# On schedule.


def test_a_schedule_makes_each_quarter_that_is_made_after_it_was_set_up_the_earliest_first():
    before, at_once, later = (FIRST, NOW - timedelta(seconds=1)), (LAST, NOW), (date(2026, 12, 31), NOW)
    assert first_due(NOW, [], []) is None
    assert first_due(NOW, [before], []) is None
    assert first_due(NOW, [later, at_once, before], []) == LAST
    assert first_due(NOW, [later, at_once, before], [LAST]) == date(2026, 12, 31)
    assert first_due(NOW, [later, at_once, before], [LAST, date(2026, 12, 31)]) is None


# What its list says.


def test_the_list_names_each_file_with_its_hash_its_figures_and_what_is_missing():
    part = PackPart(PackReport.BOARD, edition(Report.OVERVIEW, AUTUMN))
    content = b"1,2\r\n"
    file = PackFile(
        name="board.csv", part=part, content=content, fingerprints=("8f3c 1a2b 90de 77a1", "of another: 0d4e")
    )
    text = list_of(AUTUMN, [file], [PackReport.RECOVERY], made_at=NOW, made_by="J. Sutterby")
    assert text.splitlines() == [
        "OFFICIAL-SENSITIVE. No person is named here. Who made this file is recorded.",
        "",
        "Pack of reports, July to September 2026",
        "Made for J. Sutterby on 3 December 2026 at 09:00.",
        "1 file, and this list.",
        "",
        "1. board.csv",
        "   For the Board, July to September 2026, as known on 30 September 2026",
        "   Fingerprint of the figures: 8f3c 1a2b 90de 77a1",
        "   Fingerprint of the figures: of another: 0d4e",
        f"   SHA-256 of the file: {sha256(content).hexdigest()}",
        "   Size: 5 bytes",
        "",
        "Left out, because there were no figures yet:",
        "   Recovery",
        "",
        "Pathways shows the same fingerprints under “Figures made”.",
        "To work out SHA-256 yourself: “certutil -hashfile FILE SHA256” on Windows, “sha256sum FILE” elsewhere.",
    ]
    assert "\n" not in text.replace("\r\n", "")
    assert zip_name(AUTUMN, "8f3c1a2b90de") == "reports-2026-07-01-2026-09-30-8f3c1a2b.zip"
