"""What a suite is notified for, from when to when."""

from pathways.arrest_tests.rules import Route
from pathways.ui.fields import DateBoxes, Line, Ticks, choices_of
from pathways.ui.forms import Form


class SiteNotificationForm(Form):
    """What a suite is notified for."""

    routes = Ticks("Which tests does it cover?", choices=choices_of(Route), required=False)
    also = Ticks(
        "What else does it cover?",
        choices=[("under18", "People under 18, after charge"), ("assessment", "Required assessments")],
        required=False,
    )
    valid_from = DateBoxes("First day")
    valid_to = DateBoxes("Last day (optional)", called="Last day", required=False)
    source = Line("Which notice or letter does this come from?", called="Source", most=300)


class LastDayForm(Form):
    valid_to = DateBoxes("Last day", called="Last day")
