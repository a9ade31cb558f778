"""Roles, ranks and permissions as data: who may do what, before any page is asked. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pathways.tables import rows_of
from pathways.vocabulary import Worded


class Role(StrEnum):
    """One role is active in a session; holding two never adds them up (rule R5)."""

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


def _table(name: str) -> list[dict[str, str]]:
    return rows_of(Path(__file__).parent / "data" / f"{name}.csv")


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
