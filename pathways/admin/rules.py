"""What an administrator may change, what takes a second person, and every reason against. No case is ever read here.

Source of all of them: the table of permissions and rule R4 (docs/decisions/0072; design choice), unless a function says
otherwise.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pathways.approvals.rules import DecisionWords
from pathways.auth.roles import OrganisationKind, Rank, Role, role_facts
from pathways.dates import count_in_words
from pathways.people.rules import in_sight_for
from pathways.refusals import Reason
from pathways.vocabulary import Mark, Worded

SOURCE = "Pathways rule R4: nobody gives, changes or ends their own access"

# Mailbox providers that anybody can join. What counts is an organisation's own domain (open: a fuller list)
PERSONAL_DOMAINS = frozenset(
    (
        *("aol.com", "btinternet.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.co.uk", "hotmail.com"),
        *("icloud.com", "live.co.uk", "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me"),
        *("protonmail.com", "sky.com", "talktalk.net", "virginmedia.com", "yahoo.co.uk", "yahoo.com"),
    )
)
# Many organisations have names below these, so an address that ends so could belong to any of them.
SHARED_DOMAINS = frozenset(
    f"{name}.uk" for name in ("ac", "co", "gov", "ltd", "me", "net", "nhs", "org", "plc", "police", "sch")
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class SuiteNeeded:
    """A role that an organisation of some kind can only give with a custody suite, and why."""

    role: Role
    why: str


SUITE_NEEDED: Mapping[OrganisationKind, SuiteNeeded] = {
    OrganisationKind.FORCE: SuiteNeeded(Role.CO, "a custody officer sees the people of one suite"),
    OrganisationKind.HEALTH: SuiteNeeded(Role.HP, "liaison and diversion see the people of one suite"),
}


class UserState(Worded):
    """Read from the account: invited while it has no password; a disabled one stays for the record."""

    ACTIVE = "active", "Active"
    INVITED = "invited", "Invited"
    DISABLED = "disabled", "Disabled"


class DisableReason(Worded):
    LEFT = "left", "Left the organisation"
    ABSENCE = "absence", "Long absence"
    LOST_DEVICE = "lost_device", "Lost device"
    INVESTIGATION = "investigation", "Under investigation"


@dataclass(frozen=True, kw_only=True)
class RoleSight:
    """What a role will and will not see, in plain words, for the person who gives it."""

    sees: tuple[str, ...]
    never: tuple[str, ...]


_SIGHT: Mapping[Role, RoleSight] = {
    Role.CO: RoleSight(
        sees=("People detained at their own suite, and for {days} after release", "Tests, disposals and referrals"),
        never=("What a person tells the service", "Any authority that needs a rank they do not hold"),
    ),
    Role.DM: RoleSight(
        sees=("People of the force with an open case, and for {days} after release", "Proposals to decide and sign"),
        never=("What a person tells the service", "Own proposals to authorise"),
    ),
    Role.HP: RoleSight(
        sees=(
            "People in custody or attending at their own suite, and their own team's cases",
            "Needs, risks and consents",
        ),
        never=("A test, a required assessment or a disposal", "How a referral goes, unless the person agreed"),
    ),
    Role.TW: RoleSight(
        sees=(
            "Referrals offered to their own organisation's services, with who declined them before, and why",
            "Test results and notes, after acceptance",
        ),
        never=("Other services' people, or that they were ever referred",),
    ),
    Role.PM: RoleSight(
        sees=(
            "All referrals of the organisation, with who declined them before, and why",
            "Test results and notes, after acceptance",
        ),
        never=("Other organisations' people, or that they were ever referred",),
    ),
    Role.PW: RoleSight(
        sees=("People whom no service has: name, age, area, needs, risks, safe contact",),
        never=("Test results, offences and notes", "Anyone who has a service"),
    ),
    Role.CM: RoleSight(
        sees=("People on a caution, resolution or deferral, and what falls due",),
        never=("Proposals that are not signed", "Drug test results", "Notes of a service"),
    ),
    Role.RG: RoleSight(
        sees=("Outcome codes that are asked for, with the offence",),
        never=("Any person's name", "Drug test results", "Notes of a service"),
    ),
    Role.MG: RoleSight(sees=("Counts and reports, small numbers hidden",), never=("Any person's name or record",)),
    Role.PL: RoleSight(
        sees=(
            "The law's data, every change of it, and who proposed and approved it",
            "Redacted cases of a scrutiny round, before the panel reads them",
        ),
        never=("Any person's name or record", "Own proposals to approve"),
    ),
    Role.AU: RoleSight(
        sees=(
            "The lists of who may see which record of the organisation, by the number of the record",
            "Who of the organisation asked for many records that are not there, or not theirs",
        ),
        never=("Any person's name or record", "A list they had a part in, to review it"),
    ),
    Role.PM2: RoleSight(
        sees=("Redacted cases of the scrutiny rounds they sit on",),
        never=("Any person's name or record", "A case they have a link to"),
    ),
    Role.AD: RoleSight(
        sees=("Who may sign in, organisations, suites and services",),
        never=("Any person's case, by any page", "Anybody's password"),
    ),
}


def sight_of(role: Role, day: date) -> RoleSight:
    """What a role will and will not see, with for how long by the table as it stands on a day."""
    days = count_in_words(in_sight_for(day).days, "day")
    return replace(_SIGHT[role], sees=tuple(each.format(days=days) for each in _SIGHT[role].sees))


def state_of(*, is_disabled: bool, has_password: bool) -> UserState:
    """Disabled comes first; then invited, until a password was chosen."""
    if is_disabled:
        return UserState.DISABLED
    return UserState.ACTIVE if has_password else UserState.INVITED


def roles_for(kind: OrganisationKind) -> tuple[Role, ...]:
    """The roles an organisation of this kind may hold, in the order of the table."""
    return tuple(role for role, facts in role_facts().items() if kind in facts.organisation_kinds)


def holds_on(day: date, *, from_on: date, until_on: date | None, is_removed: bool) -> bool:
    """A role counts from its first to its last day, both included, unless it was ended before."""
    return not is_removed and from_on <= day and (until_on is None or day <= until_on)


def own_access(by_id: int | None, user_id: int) -> tuple[Reason, ...]:
    """Nobody gives to themselves: own roles, rank and account are for another administrator to change."""
    if by_id != user_id:
        return ()
    return (Reason("You cannot change your own access. Another administrator does", None, SOURCE, Mark.DESIGN),)


def address_bars(address: str, *, organisation_name: str, domains: Sequence[str]) -> tuple[Reason, ...]:
    """Why this sign-in name is no work e-mail of the organisation, whose domains include their parts."""
    if not re.fullmatch(r"[^@\s]{1,64}@[a-z0-9.-]+\.[a-z]{2,}", address):
        return (Reason("Enter a work e-mail, like a.whitby@coastline.example", "sign_in_name"),)
    given = address.rsplit("@", 1)[1]
    belongs = not domains or any(given == domain or given.endswith(f".{domain}") for domain in domains)
    if given in PERSONAL_DOMAINS or not belongs:
        words = f"Use an address of {organisation_name}. A personal address is refused"
        if domains and not PERSONAL_DOMAINS & set(domains):
            words = f"Use an address that ends in {endings_in_words(domains)}, as those of {organisation_name} do"
        return (Reason(words, "sign_in_name"),)
    return ()


def endings_in_words(domains: Sequence[str]) -> str:
    """@nhs.net or @coastline.example, for a sentence."""
    *others, last = (f"@{domain}" for domain in domains)
    return f"{', '.join(others)} or {last}" if others else last


def domains_typed(text: str) -> list[str]:
    """The domains of one line, in the order typed, each once: separated by commas or spaces, with or without the @."""
    each = (word.strip().lower().removeprefix("@") for word in re.split(r"[\s,;]+", text))
    return list(dict.fromkeys(filter(None, each)))


def domains_bars(domains: Sequence[str]) -> tuple[Reason, ...]:
    """What is wrong with each mail domain, named where there are several. At least one is needed."""
    if not domains:
        return domain_bars("")
    if len(domains) == 1:
        return domain_bars(domains[0])
    return tuple(
        Reason(f"{domain}: {reason.message[0].lower()}{reason.message[1:]}", reason.field)
        for domain in domains
        for reason in domain_bars(domain)
    )


def domain_bars(domain: str) -> tuple[Reason, ...]:
    """Why this domain is not the organisation's own name and nobody else's.

    A domain name as RFC 1035 writes it: labels of letters, digits and inner hyphens, 253 characters at most.
    """
    labels = domain.split(".")
    if len(domain) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return (Reason("Enter the part after the @ of a work e-mail, like coastline.example", "email_domains"),)
    if labels[-1].isdigit():
        return (Reason("Enter a name, like coastline.example, and not the number of a machine", "email_domains"),)
    if domain in SHARED_DOMAINS:
        words = f"Enter the organisation's own domain: addresses of others end with {domain} too"
        return (Reason(words, "email_domains"),)
    if domain in PERSONAL_DOMAINS:
        words = "Enter the organisation's own mail domain, not one that anybody can join"
        return (Reason(words, "email_domains"),)
    return ()


def role_bars(
    role: Role,
    *,
    kind: OrganisationKind,
    has_suite: bool,
    roles_held: Collection[Role],
    until_on: date | None,
    today: date,
) -> tuple[Reason, ...]:
    """Why this role cannot be given: the kind of organisation, no suite, held already, or an end in the past."""
    bars = []
    if role not in roles_for(kind):
        listed = ", ".join(each.label.lower() for each in roles_for(kind))
        bars.append(Reason(f"A {kind.label.lower()} may hold only: {listed}", "role"))
    needs = SUITE_NEEDED.get(kind)
    if needs and role is needs.role and not has_suite:
        bars.append(Reason(f"Select the suite: {needs.why}", "suite"))
    if role in roles_held:
        bars.append(Reason(f"Already holds this role: {role.label.lower()}", "role"))
    if until_on is not None and until_on < today:
        bars.append(Reason("The last day must be today or later", "until_on"))
    return tuple(bars)


def rank_bars(rank: Rank, from_on: date, *, kind: OrganisationKind, ranks: Mapping[date, Rank]) -> tuple[Reason, ...]:
    """Why a rank cannot be added: each has a first day, none is overwritten, and only people of a force have one."""
    if kind is not OrganisationKind.FORCE:
        return (Reason("Only people of a police force hold a rank", "rank"),)
    if from_on in ranks:
        return (Reason(f"A rank from that day is recorded already: {ranks[from_on].label.lower()}", "from_on"),)
    before = [day for day in ranks if day < from_on]
    if before and ranks[max(before)] is rank:
        return (Reason(f"Holds this rank already on that day: {rank.label.lower()}", "rank"),)
    return ()


class Proposed(Worded):
    """What an administrator does not do alone."""

    INVITE = "invite", "Invite a person"
    ROLE = "role", "Give a role"
    LINK = "link", "Make a link to set a password"
    ENABLE = "enable", "Enable a sign-in again"
    DOMAIN = "domain", "Change which addresses belong to the organisation"
    ANSWERING = "answering", "Send links to referrals to an address"


class ProposalState(Worded):
    """From proposal to decision. Nothing is ever deleted from the list."""

    WAITING = "waiting", "Waiting for a second person"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


TO_LET_IN = DecisionWords(
    decided="This was decided or taken back a moment ago. Look at it again",
    own="You proposed this: another person decides",
    named="This is about your own access",
    source="Pathways rule R4: who proposes access and who approves it are two people",
    mark=Mark.DESIGN,
)
"""Neither the proposer nor the person it is about decides (`approvals.rules.decision_bars`)."""
MAY_DECIDE = (Role.AD, Role.PM)
APPROVERS = (Role.AD, Role.PL)
"""Who may be the second person for an administrator of their own organisation. Making one of these takes two."""


def takes_second_person(kind: Proposed, *, is_own: bool, goes_by_mail: bool, of_an_approver: bool = False) -> bool:
    """Whether what an administrator wants waits for a second person (design choice; docs/decisions/0049).

    At another organisation, everything that lets somebody in: the administrator may not read its cases, but could make
    a reader and then be that reader. Only a link that goes to the person by mail lets in nobody else.

    At the own organisation, where mail does not carry it, the link of another administrator or of a policy lead
    (`of_an_approver`: somebody who is one, or is to be): with it one person could be both. Everywhere, which addresses
    belong to an organisation, and where links to referrals go.
    """
    if kind in (Proposed.DOMAIN, Proposed.ANSWERING):
        return True
    if is_own:
        return of_an_approver and not goes_by_mail
    return not (kind is Proposed.LINK and goes_by_mail)
