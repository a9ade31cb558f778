"""The person looking, as every query and action is given them. Pure."""

from dataclasses import dataclass

from pathways.auth.roles import OrganisationKind, Rank, Role, may


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
