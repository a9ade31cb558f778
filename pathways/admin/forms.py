"""The administrator's forms. Roles and answers start unchosen; the view sets what may be chosen."""

from collections.abc import Iterable
from typing import Any

from wtforms import ValidationError

from pathways import clock
from pathways.admin.rules import DisableReason, UserState, domains_bars, domains_typed, roles_for, sight_of
from pathways.auth.roles import OrganisationKind, Rank, Role
from pathways.directory.forms import Seen
from pathways.refusals import Reason
from pathways.ui.choices import Pick, Radios, Ticks, choices_of
from pathways.ui.dates_and_times import DateBoxes
from pathways.ui.fields import Line, LongText, WholeNumber
from pathways.ui.forms import Form, RuledForm
from pathways.vocabulary import Area, Need, YesNo


class PeopleFilter(Form):
    """What the list of people is narrowed to."""

    keeps_drafts = False
    words = Line("Name or sign-in", required=False, most=120)
    organisation = Pick("Organisation", required=False, prompt="All")
    role = Pick("Role", required=False, prompt="All roles", choices=choices_of(Role))
    state = Pick("State", required=False, prompt="All states", choices=choices_of(UserState))

    @property
    def in_address(self) -> dict[str, Any]:
        """What goes into the address: everything chosen, but never the words searched for."""
        fields = (self.organisation, self.role, self.state)
        return {each.name: each.typed for each in fields if each.data}


class ChooseOrganisationForm(Form):
    organisation = Radios("Which organisation do they work for?", called="Organisation")


class SuiteOfForm(Form):
    """A form that asks for one of an organisation's open suites."""

    suite = Pick("Custody suite", required=False, prompt="No suite")

    def offer_suites(self, suites: Iterable[tuple[int, str]]) -> None:
        """Set what may be chosen: numbers and names."""
        self.suite.choices = [(str(number), name) for number, name in suites]

    @property
    def suite_id(self) -> int | None:
        return int(self.suite.data) if self.suite.data else None


class InviteForm(SuiteOfForm):
    name = Line("First name and surname", called="Name", most=120)
    sign_in_name = Line(
        "Work e-mail",
        hint="Must belong to the organisation. A personal address is refused. They sign in with it",
        most=120,
    )
    role = Radios("Role", hint="Only roles this organisation may hold are listed")
    until_on = DateBoxes(
        "Last day of access",
        called="The last day",
        required=False,
        hint="For cover, students and agency staff. Leave empty for no end",
    )

    def offer_roles(self, kind: OrganisationKind) -> None:
        roles = roles_for(kind)
        self.role.choices = choices_of(roles, hints=_sees(roles))


class ChangeUserForm(SuiteOfForm):
    name = Line("First name and surname", called="Name", most=120)


class AddRoleForm(Form):
    role = Radios("Role", hint="Only roles this organisation may hold, and not held yet, are listed")
    until_on = DateBoxes("Last day of this role", called="The last day", required=False, hint="Leave empty for no end")

    def offer_roles(self, kind: OrganisationKind, roles_held: Iterable[Role]) -> None:
        roles = [role for role in roles_for(kind) if role not in set(roles_held)]
        self.role.choices = choices_of(roles, hints=_sees(roles))


class AddRankForm(Form):
    rank = Pick("Rank", choices=choices_of(Rank))
    from_on = DateBoxes("From", called="First day", hint="May be in the future. What is recorded is never overwritten")
    source = Line("Source", hint="The order or system this comes from, for example Force order 2026/118")


class DisableForm(Form):
    reason = Radios("Why?", called="Reason", choices=choices_of(DisableReason))


class DecideAccessForm(Form):
    """A second person's decision; the button says which."""

    why = LongText(
        "If you refuse it: why?",
        required=False,
        hint="Whoever proposed it reads this. Leave empty to approve",
        most=400,
    )


class OrganisationForm(Form):
    name = Line("Name", most=120)
    email_domains = Line(
        "Work e-mail addresses end with",
        called="Mail domain",
        hint="The part after the @, for example coastline.example. Several: put a comma between them, as in "
        "coastline.example, nhs.net",
        most=600,
    )

    @property
    def domains(self) -> list[str]:
        """The domains that were typed."""
        return domains_typed(self.email_domains.data or "")

    def validate_email_domains(self, field: Any) -> None:
        if bars := domains_bars(self.domains):
            raise ValidationError(". ".join(bar.message for bar in bars))


class AddOrganisationForm(OrganisationForm):
    kind = Radios(
        "Kind", choices=choices_of(OrganisationKind), hint="It decides the roles, and cannot be changed later"
    )


class SuiteForm(Form):
    name = Line("Name", hint="As staff say it, for example Lincoln", most=120)
    town = Line("Town", most=80)
    phone = Line("Telephone", required=False, most=40)


class AreaForm(Form):
    name = Line("Name", hint="As staff say it, for example Lincoln", most=80)
    from_on = DateBoxes("From", called="First day", hint="What is recorded is never overwritten")


class TownForm(RuledForm):
    asks_at_once = True
    name = Line("Name", most=80)
    area = Pick("Which area is it in?", called="Area", required=False, prompt="Elsewhere in the county")
    north = Line("Degrees north", called="Degrees north", required=False, hint="For example 53.23", most=12)
    east = Line("Degrees east", called="Degrees east", required=False, hint="For example -0.54", most=12)
    source = Line("Source", required=False, hint="Where the centre of the town was read", most=200)
    from_on = DateBoxes("From", called="First day")

    def offer_areas(self, areas: Iterable[Area]) -> None:
        self.area.choices = choices_of(areas)

    def against(self) -> Iterable[Reason]:
        """Both degrees or neither. Without a centre nobody is told how far away a town is."""
        if any(degree.data for degree in (self.north, self.east)) and self.centre is None:
            yield Reason("Enter both degrees as numbers, or neither", "north")

    @property
    def centre(self) -> tuple[float, float] | None:
        """The centre as (north, east) in degrees; None where it is missing or is no place on the map."""
        try:
            north, east = float(self.north.data or ""), float(self.east.data or "")
        except ValueError:
            return None
        return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


class LastDayOfPlaceForm(Form):
    last_on = DateBoxes("Last day", hint="What was recorded until then stays under it")


class ServiceForm(Form):
    name = Line("Name", most=120)
    town = Line("Town", most=80)
    areas = Ticks("Areas it covers", called="Areas")
    needs = Ticks("What it helps with", called="Needs", choices=choices_of(Need))
    women_only = Radios("Is it for women only?", choices=choices_of(YesNo))
    young_people = Radios("Is it for people under 18 only?", choices=choices_of(YesNo))
    phone = Line("Telephone", most=40)
    opening_hours = Line("Opening hours", required=False, most=500)
    access_notes = LongText("How to get in", required=False, hint="Steps, lift, which entrance", most=1000)
    languages = Line("Languages spoken", required=False, most=300)
    opened_on = DateBoxes("Takes referrals from", called="First day")
    closed_on = DateBoxes("First day closed", required=False, hint="Leave empty while it takes referrals")
    places = WholeNumber("Free places", required=False, most=10_000)
    places_updated_on = DateBoxes("Counted on", called="Day of counting", required=False, not_future=True)
    typical_wait_days = WholeNumber(
        "Typical wait for a first appointment, in days", called="Wait", required=False, most=999
    )

    def offer_areas(self, areas: Iterable[Area]) -> None:
        """The areas in use, and those that the entry already names."""
        self.areas.choices = choices_of(areas)


class AnsweringForm(Form):
    by_link = Radios(
        "Does it answer by a link?",
        hint="Choose no where its people sign in to Pathways.",
        choices=choices_of(YesNo),
        required="Select whether it answers by a link",
    )
    email = Line(
        "E-mail address for links", hint="A shared address that is read each working day.", most=254, required=False
    )


class ChangeServiceForm(Seen, ServiceForm):
    """An existing entry, which its provider's manager may change at the same time."""


def _sees(roles: Iterable[Role]) -> dict[Role, str]:
    return {role: sight_of(role, clock.today()).sees[0] for role in roles}
