"""How soon people are seen: counted by day 7, 21 and 42, so that what is printed adds up and tells of nobody."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.charts.contact import of_contacts
from pathways.reporting.documents.papers import treatment_paper
from pathways.reporting.rules.journeys import Chain, ChainLink
from pathways.reporting.rules.metrics import metric
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.standings import alike, stretches_of
from pathways.reporting.rules.treatment import (
    CONTACT,
    OUT_OF,
    PEOPLE,
    ContactCounts,
    TreatmentCounts,
    contact_counts,
    figure_of,
    published_of,
    seen_by,
)
from pathways.reporting.rules.treatment_parts import FILE_HEAD, file_rows
from pathways.reporting.rules.treatment_units import CONTACTED, FIXED_DAYS, ContactUnit
from pathways.reporting.rules.treatment_words import treatment_of
from pathways.small_numbers.beside import hidden_alone
from pathways.statistics.survival import Ending, Wait, cumulative_incidence, share_happened
from tests.charts import unreadable

START = date(2026, 3, 2)
DAY_42 = START + timedelta(days=42)
THE_YEAR = period_of(of_months(date(2025, 4, 1), YEAR), date(2026, 6, 30))


def days(number):
    return START + timedelta(days=number)


def referral(
    *, seen=None, offered=None, died=None, closed=None, state=ReferralState.ACCEPTED, began=START, person=1, links=()
):
    def on(number):
        return None if number is None else began + timedelta(days=number)

    link = ChainLink(
        state=state, accepted_on=began, attended_on=on(seen), engaged_on=None, closed_on=on(closed), offered_on=on(offered)
    )  # fmt: skip
    chain = Chain(referred_on=began, links=(*links, link))
    return ContactUnit(person_id=person, record_id=person, number=person, chain=chain, died_on=on(died))


def stands(unit, as_at=DAY_42):
    state = unit.on(as_at).state
    return state.outcome, state.by


def test_the_metric_is_over_on_the_last_of_the_fixed_days():
    assert metric(CONTACTED, START).horizon_days == FIXED_DAYS[-1]


@pytest.mark.parametrize(("day", "by"), [(0, 7), (7, 7), (8, 21), (21, 21), (22, 42), (42, 42)])
def test_a_contact_counts_by_the_first_fixed_day_that_it_reached(day, by):
    assert stands(referral(seen=day)) == ("yes", by)


def test_before_day_42_is_over_everybody_is_pending_and_after_it_a_later_contact_is_not_seen():
    assert stands(referral(seen=3), days(41)) == ("pending", 0)
    assert stands(referral(seen=43), days(60)) == ("no", 0)


def test_closing_is_no_way_out_of_the_count_and_a_contact_on_the_day_of_a_death_counts():
    assert stands(referral(closed=6, state=ReferralState.NOT_ENGAGED)) == ("no", 0)
    assert stands(referral(seen=30, closed=6, state=ReferralState.NOT_ENGAGED)) == ("yes", 42)
    assert stands(referral(seen=12, died=12)) == ("yes", 21)
    assert stands(referral(died=12)) == ("died", 0)
    assert stands(referral(died=43)) == ("no", 0)


def test_what_was_withdrawn_or_in_error_is_left_out_and_what_was_sent_on_keeps_the_first_clock():
    assert stands(referral(closed=2, state=ReferralState.WITHDRAWN)) == ("left_out", 0)
    assert stands(referral(seen=-1)) == ("left_out", 0)
    first = ChainLink(
        state=ReferralState.REROUTED, accepted_on=None, attended_on=None, engaged_on=None, closed_on=days(5)
    )
    assert stands(referral(seen=9, links=(first,))) == ("yes", 21)


def test_somebody_waits_for_an_offer_until_there_is_one_or_the_referral_ends():
    def waits(unit, day):
        return unit.on(days(day)).state.waits_for_offer

    assert [waits(referral(offered=4), day) for day in (0, 3, 4)] == [True, True, False]
    assert [waits(referral(closed=4), day) for day in (3, 4)] == [True, False]
    assert [waits(referral(died=4), day) for day in (3, 4)] == [True, False]
    assert not waits(referral(seen=1), 1)
    unit = referral(offered=4, seen=9, died=60, closed=50)
    assert all(unit.on(each.from_on) == each.standing for each in stretches_of(unit))
    assert [unit.on(days(number)) for number in range(70)] == [
        next(each.standing for each in stretches_of(unit) if each.from_on <= days(number) < each.until_on)
        for number in range(70)
    ]


# The third vector of the reference: ten referrals, with the days of follow-up of each. (seen, died, follow-up)

VECTOR_3 = (
    (2, None, 60), (5, None, 60), (9, None, 56), (14, None, 49), (20, None, 35), (None, None, 60), (None, None, 50),
    (None, None, 40), (None, 12, 45), (None, None, 11),
)  # fmt: skip


def wait_of(seen, died, known):
    """As the estimator takes it."""
    ending = Ending.EVENT if seen is not None else Ending.DIED if died is not None else Ending.WAITING
    return Wait(days=next(each for each in (seen, died, known) if each is not None), ending=ending)


def test_the_curve_of_the_reference_is_the_estimators():
    steps = cumulative_incidence(wait_of(*each) for each in VECTOR_3)
    assert [round(share_happened(steps, day), 4) for day in (2, 5, 9, 14, 20)] == [0.1, 0.2, 0.3, 0.4167, 0.5333]
    assert round(steps[-1].died, 4) == round(7 / 60, 4)


def counted(waits, as_at=date(2027, 1, 1)):
    """What the report counts of people of whom this is known on a day."""
    units = []
    for number, (seen, died, known) in enumerate(waits):
        began = as_at - timedelta(days=known)
        units.append(referral(seen=seen, died=died, began=began, person=number))
    period = period_of(of_months(date(2026, 1, 1), YEAR), as_at)
    return contact_counts(alike(units, period))


def test_of_the_ten_six_have_42_days_behind_them_and_the_others_are_pending():
    """Followed for 35, 40 and 11 days: pending, even the one who was seen. The three closed unseen are not seen."""
    of = counted(VECTOR_3)
    assert of == ContactCounts(pending=3, seen=(2, 2, 0), died=1, not_seen=2, waits_for_offer=4)
    assert [share.words.split(" ")[0] for share in of.shares] == ["28.6%", "57.1%", "57.1%"]


@pytest.mark.parametrize("seed", range(20))
def test_of_those_who_are_counted_the_estimator_gives_the_share_that_is_printed(seed):
    """Nobody of them is lost before day 42, so Aalen and Johansen give how many were seen, out of everybody."""
    dice = Random(seed)
    waits = []
    for _ in range(60):
        seen = dice.choice((None, dice.randrange(60)))
        died = dice.choice((None, None, dice.randrange(60)))
        waits.append((seen if died is None or (seen or 0) <= died else None, died, dice.randrange(10, 200)))
    of, over = counted(waits), [each for each in waits if each[2] >= 42]
    steps = cumulative_incidence(wait_of(*each) for each in over)
    assert of.out_of == len(over)
    for day, share in zip(FIXED_DAYS, of.shares, strict=True):
        assert share.rate == pytest.approx(share_happened(steps, day))


def test_each_person_counts_once_by_the_first_referral_that_counts():
    left, seen, not_seen = (
        referral(closed=2, state=ReferralState.WITHDRAWN), referral(seen=9, began=days(3)), referral(began=days(30)),
    )  # fmt: skip
    of = contact_counts(alike([left, seen, not_seen], period_of(of_months(date(2026, 1, 1), YEAR), date(2026, 12, 31))))
    assert of == ContactCounts(seen=(0, 1, 0))


# As it is shown.


def shown(contacts):
    counts = TreatmentCounts(contacts=contacts)
    return treatment_of(counts, hidden_alone("treatment", published_of(counts)).hidden, THE_YEAR)


LARGE = ContactCounts(left_out=7, pending=12, seen=(30, 40, 20), died=8, not_seen=22, waits_for_offer=9)


def test_the_sentence_gives_numerator_denominator_and_interval_and_says_who_is_pending():
    assert shown(LARGE).contacts.sentence == (
        "Seen for the first time after a referral: within 7 days 30 of 120, 25.0% (95% interval 18.1 to 33.4); within "
        "21 days 70 of 120, 58.3% (95% interval 49.4 to 66.8); within 42 days 90 of 120, 75.0% (95% interval 66.6 to "
        "81.9). The day by which half had been seen lies between day 8 and day 21. 12 are pending: their 42 days are not over."
    )


def test_a_share_is_hidden_with_either_of_its_figures_and_so_is_its_dot():
    few = shown(ContactCounts(seen=(3, 40, 20), died=8, not_seen=49))
    assert few.contacts.rates[0].cells == ("Seen within 7 days", "*", "120", "*", "*")
    chart = of_contacts(few.contacts)
    assert chart.alt == (
        "52.5% were seen within 42 days of being referred. Seen within 7 days *; seen within 21 days 35.8%; seen "
        "within 42 days 52.5%."
    )
    drawn = chart.svg().decode()
    assert drawn.count("<circle") == 2, "of the days that are shown"
    assert "Half" not in few.contacts.sentence


def test_of_fewer_than_ten_nothing_is_shown_and_of_nobody_it_says_so():
    too_few, nobody = shown(ContactCounts(seen=(5, 2, 0), not_seen=2)), shown(ContactCounts())
    assert not too_few.contacts.is_shown
    assert "How many people were first referred in this period is not shown" in too_few.contacts.sentence
    assert nobody.contacts.sentence.startswith("Nobody was first referred, April 2025 to March 2026.")
    for report in (too_few, nobody):
        (line,) = (each for each in file_rows(report) if each[0] == CONTACTED)
        assert len(line) == len(FILE_HEAD)
        assert of_contacts(report.contacts).drawing is None


def test_the_file_holds_what_the_page_shows_and_hides_the_same():
    lines = {line[2]: line for line in file_rows(shown(LARGE))}
    assert lines["Seen within 21 days"] == (
        "first_contact", "1", "Seen within 21 days", "70", "120", "58.3", "49.4", "66.8", "2026-06-30",
    )  # fmt: skip
    assert lines["Died before anybody saw them"][3] == "8"
    hidden = {line[2]: line for line in file_rows(shown(ContactCounts(seen=(3, 40, 20), died=8, not_seen=49)))}
    assert hidden["Seen within 7 days"][3:8] == ("*", "120", "*", "*", "*")


@pytest.mark.parametrize("width", [640, 320, 1200])
@pytest.mark.parametrize("seen", [(30, 40, 20), (0, 0, 5), (100, 5, 15), (0, 0, 0)])
def test_every_word_of_the_chart_can_be_read_and_the_words_for_it_say_the_finding_first(width, seen):
    report = shown(ContactCounts(seen=seen, died=0, not_seen=120 - sum(seen)))
    chart = of_contacts(report.contacts, width)
    assert chart.drawing is not None
    assert unreadable(chart.drawing) == []
    assert len(chart.alt) < 300
    assert chart.alt.startswith(f"{report.contacts.rates[-1].share.percent} were seen within 42 days")


def test_the_paper_is_tagged_and_the_same_bytes_whenever_it_is_made_of_the_same():
    report = shown(LARGE)
    papers = [
        treatment_paper(
            report, of_contacts(report.contacts), made_at=datetime(2026, 7, 9, tzinfo=UTC), made_by="Pathways"
        )
        for _ in range(2)
    ]
    assert papers[0] == papers[1]
    assert b"/StructTreeRoot" in papers[0]


def test_what_is_named_in_the_tables_is_published():
    names = {each.name for each in published_of(TreatmentCounts()).figures}
    assert {figure_of(CONTACT, PEOPLE), figure_of(CONTACT, OUT_OF), *(seen_by(step) for step in range(3))} <= names
