"""Fields: what is taken, what is refused, and in which words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField
from wtforms import Form as Part

from pathways.refusals import Reason
from pathways.ui.choices import Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes, Moment, TimeBox
from pathways.ui.fields import Line, LongText, Password, WholeNumber
from pathways.ui.forms import TOO_OLD, Form
from pathways.vocabulary import Answer, Need


class OffencePart(Part):
    code = Line("Offence")


class CaseForm(Form):
    surname = Line("Surname")
    notes = LongText("Notes", required=False)
    risk = Radios("Overdose in the last 7 days", choices=choices_of(Answer), required=False)
    needs = Ticks("What does this person need?", choices=choices_of(Need, alone=[Need.DRUGS]), required=False)
    service = Pick("Service", choices=[("1", "Lincoln"), ("2", "Boston")], required=False)
    born_on = DateBoxes("Date of birth", required=False)
    seen = TimeBox("Seen", required=False)
    arrested_at = Moment("Arrested", called="Arrest", required=False)
    amount = WholeNumber("Amount", required=False)
    password = Password(required=False)
    offences = FieldList(FormField(OffencePart))


@pytest.fixture(scope="module")
def web() -> Iterator[Flask]:
    web = Flask("fields")
    web.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=False)
    with web.test_request_context("/", method="POST"):
        yield web


def posted(**typed: object) -> CaseForm:
    pairs = {name.replace("__", "-"): value for name, value in {"surname": "Holtby", **typed}.items()}
    form = CaseForm(formdata=MultiDict(pairs))
    form.validate()
    return form


def born(day: str, month: str, year: str) -> CaseForm:
    return posted(born_on__day=day, born_on__month=month, born_on__year=year)


@pytest.mark.usefixtures("web")
class TestText:
    @pytest.mark.parametrize("name", ["O'Brien", "Nuñez", "Nguyễn", "Sting", "Smith-Jones", "李", "علی‌رضا", "D’Arcy"])
    def test_real_names_pass_unchanged(self, name: str) -> None:
        assert posted(surname=f" {name} ").surname.data == name

    @pytest.mark.parametrize("hostile", ["Hol\0tby", "Hol\x07tby", "Hol\ud800tby", "Hol%ED%A0%80tby", "Hol\ntby"])
    def test_a_character_that_cannot_be_kept_is_refused_in_words_and_shown_as_a_stand_in(self, hostile: str) -> None:
        form = posted(surname=hostile)
        assert form.surname.error.startswith("Surname has a character that cannot be kept")
        assert form.surname.data is None
        form.surname.typed.encode()

    def test_a_character_that_turns_text_round_is_refused(self) -> None:
        form = posted(surname="Holtby\u202egpj")
        assert "turns text round" in form.surname.error
        assert form.surname.typed == "Holtby\ufffdgpj"

    def test_text_that_is_too_long_says_how_long_it_is(self) -> None:
        assert posted(notes="a" * 10_000).notes.error == (
            "Notes must be 4,000 characters or fewer. You typed 10,000: shorten it"
        )

    def test_long_text_keeps_its_lines(self) -> None:
        assert posted(notes="one\r\ntwo").notes.data == "one\ntwo"

    def test_blank_is_none_and_asked_for_by_name(self) -> None:
        assert posted(notes="  ").notes.data is None
        assert posted(surname=" ").surname.error == "Enter the surname"

    def test_a_password_is_kept_exactly_and_never_shown_again(self) -> None:
        form = posted(password=" a pass phrase ")
        assert form.password.data == " a pass phrase "
        assert form.password.typed == ""
        assert "password" not in form.typed()

    @given(st.text())
    def test_no_text_at_all_makes_a_field_raise(self, text: str) -> None:
        form = posted(surname=text, notes=text, amount=text, seen=text, risk=text, needs=text, born_on__day=text)
        for values in form.typed().values():
            "".join(values).encode()

    def test_a_name_that_brings_its_own_article_gets_no_second_one(self) -> None:
        class ReasonForm(Form):
            reason = LongText("Why?", called="Your reason")
            on = DateBoxes("By when?", called="The date")
            at = Moment("When?", called="The explanation")
            town = Line("Town")

        form = ReasonForm(MultiDict())
        form.validate()
        errors = [form[name].error for name in ("reason", "on", "at", "town")]
        assert errors == [
            "Enter your reason",
            "Enter the date",
            "Enter the explanation date and time",
            "Enter the town",
        ]


@pytest.mark.usefixtures("web")
class TestChoices:
    def test_nothing_is_chosen_beforehand(self) -> None:
        form = CaseForm(formdata=None)
        assert (form.risk.data, form.needs.data, form.service.data) == (None, [], None)

    def test_an_answer_comes_back_as_the_vocabulary_means_it(self) -> None:
        form = posted(risk="no", needs="housing")
        assert form.risk.data is Answer.NO
        assert form.needs.data == [Need.HOUSING]

    def test_an_unknown_value_is_refused_in_words(self) -> None:
        form = posted(risk="perhaps", needs="gold", service="9")
        assert form.risk.error == "Overdose in the last 7 days: choose one of the answers on the page"
        assert form.needs.error == "What does this person need: choose one of the answers on the page"
        assert form.service.error == "Service: choose one of the answers on the page"

    def test_choices_may_be_set_after_the_form_is_made(self) -> None:
        form = CaseForm(formdata=MultiDict({"surname": "Holtby", "service": "9"}))
        form.service.choices = [("9", "Skegness")]
        assert form.validate()
        assert form.service.data == "9"

    def test_neither_cannot_stand_with_another_answer(self) -> None:
        last = Need.DRUGS
        form = CaseForm(formdata=MultiDict([("surname", "H"), ("needs", "housing"), ("needs", last.value)]))
        assert not form.validate()
        assert form.needs.error == f"Select ‘{last.label}’ only if nothing else on the list is ticked"


@pytest.mark.usefixtures("web")
class TestDatesAndTimes:
    def test_a_date_is_read_from_its_boxes(self) -> None:
        assert born("9", "6", "1991").born_on.data == date(1991, 6, 9)
        assert born("9", "June", "1991").born_on.data == date(1991, 6, 9)

    @pytest.mark.parametrize(
        ("boxes", "message", "anchor"),
        [
            (("31", "2", "1991"), "Date of birth must be a real date", "born_on-day"),
            (("9", "13", "1991"), "Date of birth must be a real date", "born_on-month"),
            (("9", "", ""), "Date of birth must include a month and a year", "born_on-month"),
            (("9", "6", "91"), "Date of birth must have a year of 4 numbers, like 2026", "born_on-year"),
            (("9", "6", "1066"), "Date of birth must have a year between 1900 and 2100", "born_on-year"),
            (("٣", "6", "1991"), "Date of birth must be a real date", "born_on-day"),
            (("-1", "6", "1991"), "Date of birth must be a real date", "born_on-day"),
        ],
    )
    def test_a_wrong_date_says_what_is_wrong_and_links_to_the_first_bad_box(
        self, boxes: tuple[str, str, str], message: str, anchor: str
    ) -> None:
        assert born(*boxes).errors_for_summary == [(anchor, message)]

    @pytest.mark.parametrize("typed", ["03:05", "3:05", "03.05", "0305", "305"])
    def test_a_time_may_be_typed_in_any_usual_way(self, typed: str) -> None:
        assert posted(seen=typed).seen.data == time(3, 5)

    @pytest.mark.parametrize("typed", ["24:00", "3:60", "three", "3pm", "3"])
    def test_what_is_no_time_is_refused(self, typed: str) -> None:
        assert posted(seen=typed).seen.error == "Seen must be a time on the 24-hour clock, like 03:05"

    def test_a_moment_is_a_london_wall_time_kept_in_utc(self) -> None:
        form = posted(arrested_at__time="0050", arrested_at__day="1", arrested_at__month="7", arrested_at__year="2026")
        assert form.arrested_at.data == datetime(2026, 6, 30, 23, 50, tzinfo=UTC)

    def test_an_hour_that_the_clocks_skipped_is_refused_in_words(self) -> None:
        form = posted(
            arrested_at__time="01:30", arrested_at__day="29", arrested_at__month="3", arrested_at__year="2026"
        )
        assert form.errors_for_summary == [
            ("arrested_at-time", "Arrest time did not exist on 29 March 2026: the clocks went forward that night")
        ]

    def test_a_date_without_its_time_asks_for_the_time(self) -> None:
        form = posted(arrested_at__day="1", arrested_at__month="7", arrested_at__year="2026")
        assert form.errors_for_summary == [("arrested_at-time", "Enter the arrest time")]

    def test_a_wrong_time_and_a_wrong_date_are_both_said_at_once_in_the_order_of_the_boxes(self) -> None:
        form = posted(arrested_at__time="99", arrested_at__day="99", arrested_at__month="99", arrested_at__year="99")
        assert form.errors_for_summary == [
            ("arrested_at-time", "Arrest time must be a time on the 24-hour clock, like 03:05"),
            ("arrested_at-day", "Arrest date must be a real date"),
        ]
        assert tuple(form.arrested_at.bad_boxes) == ("time", "day")
        assert form.arrested_at.data is None

    def test_a_missing_time_hides_no_wrong_date(self) -> None:
        form = posted(arrested_at__day="31", arrested_at__month="2", arrested_at__year="2026")
        assert [words for _, words in form.errors_for_summary] == [
            "Enter the arrest time",
            "Arrest date must be a real date",
        ]

    def test_a_filled_date_with_no_time_is_no_answer_where_none_is_required(self) -> None:
        boxes = {"surname": "H", "arrested_at-time": "", "arrested_at-day": "1"}
        boxes |= {"arrested_at-month": "7", "arrested_at-year": "2026"}
        form = CaseForm(formdata=MultiDict(boxes), data={"arrested_at": date(2026, 7, 1)})
        assert form.validate()
        assert form.arrested_at.data is None

    def test_a_stored_moment_is_shown_in_london_time(self) -> None:
        form = CaseForm(formdata=None, data={"arrested_at": datetime(2026, 6, 30, 23, 50, tzinfo=UTC)})
        assert form.arrested_at.typed == {"time": "00:50", "day": "1", "month": "7", "year": "2026"}


@pytest.mark.usefixtures("web")
class TestTheWholeForm:
    def test_a_number_says_its_bounds(self) -> None:
        assert posted(amount="-3").amount.error == "Amount must be 0 or more"
        assert posted(amount="a few").amount.error == "Amount must be a whole number, like 3"
        assert posted(amount="12").amount.data == 12

    def test_each_rendering_has_its_own_key_and_a_post_keeps_it(self) -> None:
        assert CaseForm(formdata=None).key != CaseForm(formdata=None).key
        assert posted(post_key="the-key").key == "the-key"

    def test_the_version_seen_is_a_number_or_nothing(self) -> None:
        assert posted(version="7").seen_version == 7
        assert posted(version="x").seen_version is None

    def test_after_somebody_else_s_change_the_next_press_is_about_the_record_as_it_is_now(self) -> None:
        form = CaseForm(formdata=MultiDict({"surname": "H", "version": "3"}), data={"version": "0"})
        assert form.seen_version == 3
        form.carry_version("5")
        assert form.seen_version == 5

    def test_fields_that_were_not_on_the_form_are_named_and_ignored(self) -> None:
        assert posted(is_admin="1", offences__0__code="TH68001").unlisted == ["is_admin"]

    def test_reasons_stand_at_their_field_or_above_the_form_in_the_order_of_the_page(self) -> None:
        form = posted(offences__0__code="x")
        form.refuse([Reason("This person has died"), Reason("Choose an offence", field="offences-0-code")])
        form.refuse([Reason("Change the surname", field="surname")])
        assert form.errors_for_summary == [
            ("surname", "Change the surname"),
            ("offences-0-code", "Choose an offence"),
            ("", "This person has died"),
        ]

    def test_a_missing_token_is_said_in_words_that_help(self, web: Flask) -> None:
        web.config["WTF_CSRF_ENABLED"] = True
        try:
            form = posted()
        finally:
            web.config["WTF_CSRF_ENABLED"] = False
        assert form.errors_for_summary == [("", TOO_OLD)]

    def test_what_was_typed_is_kept_without_token_key_or_password(self) -> None:
        form = posted(notes="a\0b", password="secret phrase", post_key="k", offences__0__code="TH")
        assert form.typed() == {"surname": ["Holtby"], "notes": ["a\ufffdb"], "offences-0-code": ["TH"]}
