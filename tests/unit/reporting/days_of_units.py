"""What a unit of the reports stands for on each of its days."""

from datetime import date, timedelta

from pathways.reporting.rules.standings import ReportUnit, stretches_of


def assert_nothing_changes_but_on_its_days(unit: ReportUnit, *, until: date) -> None:
    """That its rule says of every day before `until`, from the first that counts, what its stretches say."""
    standings = {
        each.from_on + timedelta(days=days): each.standing
        for each in stretches_of(unit)
        for days in range((min(each.until_on, until) - each.from_on).days)
    }
    assert len(standings) == (until - min(standings)).days
    assert standings == {day: unit.on(day) for day in standings}
