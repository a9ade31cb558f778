"""Roles, ranks and permissions as data, and the viewer that every query and action is given. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pathways.tables import rows_of
from pathways.vocabulary import Worded

# Who may do what.


def _table(name: str) -> list[dict[str, str]]:
    return rows_of(Path(__file__).parent / "data" / f"{name}.csv")


class Role(StrEnum):
    """One role is active in a session; holding two never adds them up (rule R5).

    Every row of roles.csv is one. Those that a rule or a query names stand here too; another needs no line here.
    """

    _ignore_ = "further"  # the name of the loop below, and no role

    CO = "CO"
    DM = "DM"
    HP = "HP"
    TW = "TW"
    PM = "PM"
    PW = "PW"
    MG = "MG"
    AD = "AD"
    PL = "PL"
    AU = "AU"
    PM2 = "PM2"
    CM = "CM"
    RG = "RG"

    for further in (row["code"] for row in _table("roles")):
        if further not in vars():
            vars()[further] = further

    @property
    def label(self) -> str:
        return role_facts()[self].label


class OrganisationKind(Worded):
    FORCE = "force", "Police force"
    PROVIDER = "provider", "Treatment provider"
    HEALTH = "health", "Health service"
    COMMISSIONER = "commissioner", "Commissioner"


class Rank(Worded):
    """A dated attribute of the user, read at the moment of authority; no role implies it."""

    CONSTABLE = "constable", "Constable"
    SERGEANT = "sergeant", "Sergeant"
    INSPECTOR = "inspector", "Inspector"
    CHIEF_INSPECTOR = "chief_inspector", "Chief inspector"
    SUPERINTENDENT = "superintendent", "Superintendent"
    CHIEF_SUPERINTENDENT = "chief_superintendent", "Chief superintendent"
    ACPO = "acpo", "Assistant chief constable or above"

    @property
    def level(self) -> int:
        """The levels of the disposal rules: constable 1, sergeant 2, inspector 3, superintendent 4 (prosecutor 9)."""
        return {"constable": 1, "sergeant": 2, "inspector": 3, "chief_inspector": 3}.get(self.value, 4)

    def at_least(self, other: "Rank") -> bool:
        order = list(Rank)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class RoleFacts:
    """What the data says of a role: its label, the page it lands on, who may hold it, which navigation it sees."""

    label: str
    lands_on: str
    organisation_kinds: tuple[OrganisationKind, ...]
    navigation: str


@cache
def role_facts() -> dict[Role, RoleFacts]:
    """Every role with its facts."""
    return {
        Role(row["code"]): RoleFacts(
            row["label"],
            row["lands_on"],
            tuple(OrganisationKind(kind) for kind in row["organisation_kinds"].split("|")),
            row["navigation"],
        )
        for row in _table("roles")
    }


@cache
def permissions() -> dict[str, frozenset[Role]]:
    """Every permission with the roles that hold it. A permission that is not here is held by nobody."""
    return {
        row["permission"]: frozenset(Role(code) for code in row["roles"].split("|")) for row in _table("permissions")
    }


def may(role: Role, permission: str) -> bool:
    """Whether the role holds the permission. Unknown permissions are denied."""
    return role in permissions().get(permission, frozenset())


# The person looking, as every query and action is given them.


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who is signed in, in which one role, for whom, from where. `rank` is the rank held today (London)."""

    user_id: int
    name: str
    role: Role
    organisation_id: int
    organisation_kind: OrganisationKind
    suite_id: int | None = None
    rank: Rank | None = None
    session_id: int | None = None
    request_id: str = ""

    def may(self, permission: str) -> bool:
        return may(self.role, permission)

    @property
    def is_police(self) -> bool:
        return self.role in (Role.CO, Role.DM)

    @property
    def is_liaison(self) -> bool:
        """Health staff in a custody suite: no police, and no service that anybody is referred to."""
        return self.role is Role.HP

    @property
    def follows_conditions(self) -> bool:
        """Police staff who follow what people agreed to: they report facts and find nothing."""
        return self.role is Role.CM

    @property
    def brings_people_in(self) -> bool:
        """Whether their people are those of episodes: the police's, and liaison and diversion's."""
        return self.is_police or self.is_liaison

    @property
    def is_treatment(self) -> bool:
        return self.role in (Role.TW, Role.PM)
