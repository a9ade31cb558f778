"""A form asks its rules while it is half filled, and a press that only asks demands nothing."""

from collections.abc import Iterable
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from pathways import clock
from pathways.refusals import Reason
from pathways.ui.dates_and_times import Moment
from pathways.ui.fields import Line
from pathways.ui.forms import RuledForm

AHEAD = "Arrival cannot be in the future"


class BookedForm(RuledForm):
    name = Line("Surname")
    arrived_at = Moment("Arrived", called="Arrival")

    def against(self) -> Iterable[Reason]:
        arrived = self.arrived_at.data
        if arrived and arrived > clock.now():
            yield Reason(AHEAD, "arrived_at")


class WronglyRuledForm(BookedForm):
    def against(self) -> Iterable[Reason]:
        yield Reason("Say it again", "name") if len(self.name.data) > 3 else Reason("Too short", "name")


@pytest.fixture
def desk() -> Iterable[None]:
    app = Flask("a desk")
    app.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=False)
    with app.test_request_context("/here", method="POST"):
        yield


def booked(**typed: str) -> BookedForm:
    boxes = {name.replace("__", "-"): value for name, value in typed.items()}
    return BookedForm(MultiDict(boxes), data={"arrived_at": date(2026, 11, 28)})


TOMORROW = {"arrived_at__time": "03:00", "arrived_at__day": "1", "arrived_at__month": "1", "arrived_at__year": "2099"}
AS_FILLED = {"arrived_at__time": "", "arrived_at__day": "28", "arrived_at__month": "11", "arrived_at__year": "2026"}


@pytest.mark.usefixtures("desk")
class TestAPressThatOnlyAsks:
    def test_it_refuses_what_was_typed_in_the_words_of_saving(self) -> None:
        asked, saved = booked(**TOMORROW), booked(**TOMORROW)
        asked.check()
        assert not saved.validate()
        assert asked.errors_for_summary == [("arrived_at-time", AHEAD)]
        assert asked.errors_for_summary[0] in saved.errors_for_summary

    @pytest.mark.parametrize("typed", [{}, AS_FILLED])
    def test_it_demands_nothing_that_is_still_blank(self, typed: dict[str, str]) -> None:
        form = booked(**typed)
        form.check()
        assert form.errors_for_summary == []

    def test_it_says_what_cannot_be_read(self) -> None:
        form = booked(**AS_FILLED | {"arrived_at__time": "99"})
        form.check()
        assert [words for _, words in form.errors_for_summary] == [
            "Arrival time must be a time on the 24-hour clock, like 03:05"
        ]


@pytest.mark.usefixtures("desk")
def test_a_rule_that_trips_over_what_is_missing_is_a_fault_of_the_rule_and_is_not_hidden() -> None:
    form = WronglyRuledForm(MultiDict({"name": ""}))
    with pytest.raises(TypeError):
        form.validate()
