"""Other names that somebody goes by: added, corrected, or taken back because they were never theirs."""

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.people.actions.holding import hold, refuse_if
from pathways.people.actions.search_keys import keep_search_keys
from pathways.people.models import Person, PersonAlias
from pathways.people.queries import aliases_of, details_of, record_ids_of
from pathways.people.rules import alias_reasons
from pathways.refusals import Reason, Refused
from pathways.store import db
from pathways.store.superseding import supersede


def add_alias(
    *, by: Viewer, person: Person, surname: str, given_names: str | None, seen_version: int | None = None
) -> PersonAlias:
    """Add a name that somebody goes by. Raises Refused, Stale."""
    hold(by, person, seen_version)
    refuse_if(alias_reasons(surname, given_names, known=_names_of(person)))
    alias = PersonAlias(
        person_id=person.id,
        surname=surname,
        given_names=given_names,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(alias)
    db.session.flush()
    keep_search_keys(person.id)
    audit.change(by, person.id, "person.alias.added", ("person_alias", alias.id))
    return alias


def correct_alias(
    *,
    by: Viewer,
    person: Person,
    alias: PersonAlias,
    surname: str,
    given_names: str | None,
    is_theirs: bool,
    reason: str,
    seen_version: int | None = None,
) -> None:
    """Put another name right, or take it back when it is not theirs; what stood is kept. Raises Refused, Stale."""
    hold(by, person, seen_version)
    if alias.superseded_at is not None:
        raise Refused("This name was corrected meanwhile. Look at the names again")
    if not reason.strip():
        raise Refused(reasons=(Reason("Say why it was wrong. It is kept beside what is right", "correction_reason"),))
    if is_theirs:
        refuse_if(alias_reasons(surname, given_names, known=_names_of(person)))
        right = PersonAlias(
            person_id=alias.person_id,
            surname=surname,
            given_names=given_names,
            recorded_at=clock.now(),
            recorded_by_id=by.user_id,
        )
        supersede(alias, right, at=clock.now(), reason=reason.strip())
    else:
        alias.superseded_at, alias.correction_reason = clock.now(), reason.strip()
        db.session.flush()
    keep_search_keys(alias.person_id)
    audit.change(by, person.id, "person.alias.corrected", ("person_alias", alias.id), is_theirs=is_theirs)


def _names_of(person: Person) -> tuple[tuple[str, str | None], ...]:
    details = details_of(person.id)
    live = aliases_of(record_ids_of(person.id))
    return ((details.surname, details.given_names), *((each.surname, each.given_names) for each in live))
