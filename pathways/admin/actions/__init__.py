"""What an administrator does: to people and their access (`people`), to places and services (`places`)."""

from pathways.admin.actions.answering import set_answering
from pathways.admin.actions.people import (
    add_rank,
    change_user,
    disable,
    enable,
    end_role,
    end_sessions,
    give_role,
    invite,
    make_reset_link,
    set_up,
)
from pathways.admin.actions.places import (
    add_organisation,
    add_service,
    add_suite,
    change_organisation,
    change_service,
    close_suite,
)

__all__ = [
    "add_organisation",
    "add_rank",
    "add_service",
    "add_suite",
    "change_organisation",
    "change_service",
    "change_user",
    "close_suite",
    "disable",
    "enable",
    "end_role",
    "end_sessions",
    "give_role",
    "invite",
    "make_reset_link",
    "set_answering",
    "set_up",
]
