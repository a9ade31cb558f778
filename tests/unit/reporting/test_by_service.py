"""How people got on with each service that had them, compared by size and in words."""

from datetime import date, timedelta

import pytest

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.charts.by_service import of_services
from pathways.reporting.rules import by_service
from pathways.reporting.rules.by_service import (
    ALL,
    AtService,
    CountedService,
    ServedUnit,
    ServiceCounts,
    Tally,
    figure_of,
    rest_of,
)
from pathways.reporting.rules.by_service_words import (
    FEW,
    HEAD,
    NO_REST,
    SENT_ON,
    differences,
    file_rows,
    finding,
    limits_note,
    own_view,
    services_view,
)
from pathways.reporting.rules.editions import YEAR_ENDS, Edition, Report, due_at
from pathways.reporting.rules.journeys import ENGAGED, Chain, ChainLink
from pathways.reporting.rules.metrics import Cohort, metric
from pathways.reporting.rules.overview_counts import REFERRED
from pathways.reporting.rules.periods import YEAR, of_months
from pathways.reporting.rules.proportions import ClassTally, Period
from pathways.reporting.rules.standings import alike
from pathways.small_numbers.published import HIDDEN
from pathways.statistics.comparison import Signal, scatter_of
from tests.charts import unreadable
from tests.unit.reporting.made_up_services import named

DAYS = of_months(date(2025, 10, 1), YEAR)
AS_AT = date(2026, 12, 31)
SEPTEMBER = date(2026, 9, 30)
BEGAN = date(2026, 1, 5)


# One person, with every service that had them.


def day(number):
    return BEGAN + timedelta(days=number)


def link(*, accepted=None, engaged=None, closed=None, state=ReferralState.ACCEPTED):
    days = (None if each is None else day(each) for each in (accepted, engaged, closed))
    accepted_on, engaged_on, closed_on = days
    return ChainLink(state=state, accepted_on=accepted_on, attended_on=None, engaged_on=engaged_on, closed_on=closed_on)


def at(service, sent, its_link, left=None):
    return AtService(
        service_id=service,
        provider_id=service,
        sent_on=day(sent),
        link=its_link,
        left_on=None if left is None else day(left),
    )


DECLINED = link(closed=2, state=ReferralState.REROUTED)


def served(*stays, died=None):
    return ServedUnit(
        person_id=1,
        record_id=1,
        number=1,
        chain=Chain(referred_on=BEGAN, links=tuple(each.link for each in stays) or (link(),)),
        services=stays,
        died_on=None if died is None else day(died),
    )


def counted(*stays, as_at=SEPTEMBER, died=None):
    unit = served(*stays, died=died)
    period = Period(from_on=DAYS.from_on, to_on=DAYS.to_on, as_at=as_at)
    counts = by_service.service_counts(alike([unit], period), named())
    return {each.service_id: each.tally for each in counts.services}


def test_whoever_was_sent_on_counts_with_each_service_and_engaged_with_the_one_that_recorded_it():
    assert counted(at(1, 0, DECLINED, left=2), at(3, 2, link(accepted=4, engaged=30))) == {
        1: Tally(people=1, sent_on=1),
        3: Tally(people=1, accepted=1, engaged=1),
    }


@pytest.mark.parametrize(("engaged", "is_in_time"), [(84, True), (85, False)])
def test_the_clock_is_that_of_the_first_referral_wherever_the_person_came_from(engaged, is_in_time):
    tallies = counted(at(1, 0, DECLINED, left=2), at(3, 2, link(accepted=4, engaged=engaged)))
    assert (tallies[3].people, tallies[3].engaged) == (1, is_in_time)


def test_a_service_that_had_somebody_after_they_engaged_or_after_the_84_days_is_not_asked_about_them():
    first = link(accepted=1, engaged=20, state=ReferralState.TRANSFERRED, closed=60)
    assert [*counted(at(1, 0, first), at(3, 60, link(accepted=61, engaged=62)))] == [1]
    assert [*counted(at(1, 0, DECLINED), at(3, 85, link(accepted=86)))] == [1]
    assert [*counted(at(1, 0, DECLINED), at(3, 84, link(accepted=86)))] == [1, 3]


def test_until_84_days_are_over_a_person_is_pending_with_every_service_though_they_engaged():
    stays = at(1, 0, DECLINED, left=2), at(3, 2, link(accepted=4, engaged=30))
    assert counted(*stays, as_at=day(83)) == {}, "no figures are made while anybody is pending"
    unit = served(*stays)
    assert [each[4] for each in unit.on(day(83)).state.services] == ["pending", "pending"]
    assert [each[4] for each in unit.on(day(84)).state.services] == ["no", "yes"]
    assert [each[0] for each in unit.on(day(1)).state.services] == [1], "it was sent to the other on the next day"


@pytest.mark.parametrize("year", range(2023, 2027))
def test_nobody_is_pending_when_figures_of_services_are_made(year):
    days = of_months(date(year, YEAR_ENDS[Report.SERVICES] + 1, 1), YEAR)
    (known,) = {each.as_at for end in ends_after(days.to_on) for each in due_at(end, days.from_on, is_first=False)
                if each.report is Report.SERVICES and each.days == days}  # fmt: skip
    assert days.to_on + timedelta(days=metric(ENGAGED, days.to_on).horizon_days) <= known


def test_a_report_that_is_new_makes_what_was_over_before_at_the_next_quarters_end():
    year = Edition(Report.SERVICES, of_months(date(2025, 4, 1), YEAR), date(2026, 12, 31))
    others = [each for each in Report if each is not Report.SERVICES]
    assert year in {*due_at(year.as_at, date(2025, 1, 1), is_first=False, before=others)}
    assert year not in {*due_at(year.as_at, date(2025, 1, 1), is_first=False)}


def ends_after(day):
    return [of_months(day + timedelta(days=1), 3 * number).to_on for number in range(4)[1:]] + [day]


def test_whoever_died_before_they_engaged_is_in_no_column_and_whoever_died_after_is():
    assert counted(at(1, 0, link(accepted=3)), died=40) == {}
    assert counted(at(1, 0, link(accepted=3, engaged=30)), died=40)[1].engaged == 1


def test_what_was_withdrawn_or_entered_twice_counts_with_no_service():
    assert counted(at(1, 0, link(closed=3, state=ReferralState.WITHDRAWN))) == {}
    twice = link(closed=3, state=ReferralState.DUPLICATE)
    assert [*counted(at(1, 0, twice), at(3, 0, link(accepted=4)))] == [3]


def test_a_service_that_declined_and_then_took_somebody_had_them_once_and_accepted():
    tallies = counted(at(1, 0, DECLINED, left=2), at(3, 2, DECLINED, left=4), at(1, 5, link(accepted=6)))
    assert (tallies[1].people, tallies[1].accepted, tallies[1].sent_on) == (1, 1, 0)
    assert tallies[3].sent_on == 1
    waits = counted(at(1, 0, DECLINED, left=2), at(1, 5, link(state=ReferralState.SUBMITTED)))
    assert (waits[1].accepted, waits[1].sent_on) == (0, 0), "it has them again, and has not answered"


def test_whoever_let_somebody_go_without_an_answer_sent_them_on_from_that_day():
    waits = link(state=ReferralState.NEEDS_PLACE)
    assert counted(at(1, 0, waits, left=8))[1].sent_on == 1
    assert not served(at(1, 0, waits, left=8)).on(day(7)).state.services[0][3]


# The services beside each other.


def county(*services, providers=None):
    """Services by name with how many engaged, of how many."""
    made = tuple(
        CountedService(
            service_id=number,
            name=name,
            provider_id=(providers or {}).get(name, number),
            provider=f"Provider {number}",
            tally=Tally(people=of, accepted=of, engaged=yes),
        )
        for number, (name, yes, of) in enumerate(services, 1)
    )
    yes, of = (sum(each[place] for each in services) for place in (1, 2))
    return ServiceCounts(everybody=Cohort(tally=ClassTally(yes=yes, no=of - yes), so_far=yes), services=made)


REFERENCE = (("Lincoln", 48, 120), ("Boston", 18, 90), ("Skegness", 12, 70), ("Grantham", 25, 74))


def test_the_services_of_the_reference_stand_by_size_and_only_two_differ():
    view = services_view(county(*REFERENCE), frozenset(), DAYS, AS_AT)
    assert [row.name for row in view.rows] == ["Lincoln", "Boston", "Grantham", "Skegness"]
    assert {row.name: row.signal for row in view.rows} == {
        "Lincoln": Signal.ABOVE, "Boston": Signal.NONE, "Skegness": Signal.BELOW, "Grantham": Signal.NONE,
    }  # fmt: skip
    assert finding(view) == "More than chance would do: Lincoln higher; Skegness lower than all services together."
    assert view.together.cells[:5] == ("354", "354", "0", "103", "29.1%")
    lincoln, skegness = differences(view)
    assert lincoln == (
        "Lincoln’s share is higher than that of all other services together, by 6 to 27 points: more than chance would "
        "do (40.0% of 120 against 23.5% of 234)."
    )
    assert "lower" in skegness
    assert limits_note(view).endswith(FEW)
    assert view.lead.endswith(SENT_ON)


def test_of_five_services_or_more_the_limits_widen_where_all_of_them_scatter():
    apart = [(name, yes, 100) for name, yes in (("A", 20), ("B", 35), ("C", 50), ("D", 65), ("E", 80))]
    view = services_view(county(*apart), frozenset(), DAYS, AS_AT)
    assert view.scatter == scatter_of([(yes, of) for _, yes, of in apart], 0.5)
    assert {row.signal for row in view.rows} == {Signal.NONE}
    assert "the lines are set as much wider apart" in limits_note(view)
    assert finding(view).startswith(f"The services differ from each other {view.scatter.ratio:.1f} times as much as")
    assert FEW not in limits_note(view)
    alike_ones = services_view(county(*((name, 50, 100) for name in "ABCDE")), frozenset(), DAYS, AS_AT)
    assert alike_ones.scatter is None


def test_what_is_hidden_or_of_fewer_than_ten_is_not_compared_and_no_order_tells_its_size():
    counts = county(("Big", 40, 90), ("Hidden", 20, 80), ("Small", 2, 9), ("Aside", 10, 40))
    view = services_view(counts, frozenset({"people of service 2"}), DAYS, AS_AT)
    assert [row.name for row in view.rows] == ["Big", "Aside", "Small", "Hidden"]
    assert [row.signal for row in view.rows[2:]] == [None, None]
    assert view.rows[2].cells[-1] == "fewer than 10: not compared"
    assert view.rows[3].cells[:6] == (HIDDEN, "80", "0", "20", HIDDEN, HIDDEN)
    assert services_view(counts, frozenset({REFERRED}), DAYS, AS_AT).lead.startswith(
        "How many people were first referred"
    )
    of_all = services_view(counts, frozenset({figure_of("engaged", ALL)}), DAYS, AS_AT)
    assert not of_all.plotted
    assert finding(of_all).startswith("No service can be compared")
    assert [*file_rows(services_view(ServiceCounts(), frozenset(), DAYS, AS_AT))] == [
        ("All services together", "", "people", "Nobody was first referred in this year.")
    ]


@pytest.mark.parametrize("width", [320, 640, 1200])
def test_the_picture_can_be_read_and_its_words_begin_with_the_finding(width):
    many = [(f"Recovery service {number}", 20 + number, 60 + 12 * number) for number in range(12)]
    for services in (REFERENCE, many):
        chart = of_services(services_view(county(*services), frozenset(), DAYS, AS_AT), width=width)
        assert unreadable(chart.drawing) == []
        assert chart.drawing.width == width
        assert len(chart.alt) < 300
        assert all(len(row) == len(chart.head) for row in chart.rows)
    chart = of_services(services_view(county(*REFERENCE), frozenset(), DAYS, AS_AT), width=width)
    assert chart.alt.startswith("More than chance would do: Lincoln higher; Skegness lower than all services together.")
    assert chart.head == HEAD
    none = of_services(services_view(county(("A", 3, 8), ("B", 2, 9)), frozenset(), DAYS, AS_AT), width=width)
    assert none.drawing is None
    assert none.instead.startswith("No chart is drawn")


def test_two_services_of_one_name_are_told_apart_by_their_provider():
    counts = county(("Open Door", 10, 40), ("Open Door", 12, 30))
    assert [row.name for row in services_view(counts, frozenset(), DAYS, AS_AT).rows] == [
        "Open Door (Provider 1)",
        "Open Door (Provider 2)",
    ]


# What a provider sees of its own.


def test_a_provider_sees_its_own_to_the_digit_and_the_rest_only_of_three_others_or_more():
    own = own_view(county(*REFERENCE), frozenset({"engaged of service 1", "people of service 2"}), DAYS, 1)
    assert [line[0] for line in own.lines] == ["Lincoln", "All other providers together"]
    assert own.lines[0][1:5] == ("120", "120", "0", "48")
    assert own.lines[1][1:6] == ("234", "234", "0", "55", "23.5%")
    assert own.compared.startswith("Your share is higher than that of all other providers together, by 6 to 27 points")
    of_three = own_view(county(*REFERENCE[:3]), frozenset(), DAYS, 1)
    assert [line[0] for line in of_three.lines] == ["Lincoln"]
    assert (of_three.rest, of_three.compared) == (None, "")
    one_provider = own_view(county(*REFERENCE, providers={"Boston": 1}), frozenset(), DAYS, 1)
    assert [line[0] for line in one_provider.lines] == ["Lincoln", "Boston", "Your services together"]
    assert "fewer than 3 others" in NO_REST


def test_a_figure_of_the_rest_that_is_hidden_is_a_star_and_then_nothing_is_compared():
    own = own_view(county(*REFERENCE), frozenset({figure_of("engaged", rest_of(1))}), DAYS, 1)
    assert own.lines[1][1:] == ("234", "234", "0", HIDDEN, HIDDEN, HIDDEN)
    assert own.compared == ""
    assert own_view(county(*REFERENCE), frozenset(), DAYS, 99).compared.startswith("Nobody")
