"""What an administrator does: to people and their access (`people`), to places and services (`places`), and what takes
a second person (`second_person`)."""

from pathways.admin.actions.answering import send_links_approved, stop_links
from pathways.admin.actions.people import (
    Invitation,
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
from pathways.admin.actions.second_person import (
    Decided,
    decide_access,
    decide_on_the_server,
    propose_answering,
    propose_domain,
    propose_enabling,
    propose_invitation,
    propose_link,
    propose_role,
    withdraw_access,
)

__all__ = [
    "Decided",
    "Invitation",
    "add_organisation",
    "add_rank",
    "add_service",
    "add_suite",
    "change_organisation",
    "change_service",
    "change_user",
    "close_suite",
    "decide_access",
    "decide_on_the_server",
    "disable",
    "enable",
    "end_role",
    "end_sessions",
    "give_role",
    "invite",
    "make_reset_link",
    "propose_answering",
    "propose_domain",
    "propose_enabling",
    "propose_invitation",
    "propose_link",
    "propose_role",
    "send_links_approved",
    "set_up",
    "stop_links",
    "withdraw_access",
]
