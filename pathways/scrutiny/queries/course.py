"""The steps a disposal took, as a pack tells them: what happened, by which rank, and what was recorded of it.

Lines that hold a name or a reference (who the prosecutor was, who took over) are left out, and so are scans. A day
is told as the day since the proposal, never by its date.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from pathways import clock
from pathways.disposals.models import Disposal, DisposalEvent, VictimContact
from pathways.disposals.rules.steps import Asks, steps_asked, words_of_choice
from pathways.store import db

TOLD = (Asks.TEXT, Asks.PICK, Asks.YES_NO, Asks.MUST_YES, Asks.VICTIM)


def course_of(disposal: Disposal) -> Iterator[tuple[str, str]]:
    """Each step in its order, as a label and words; then what the victim said, where somebody asked."""
    begun = clock.london_date(disposal.proposed_at)
    for event in _events(disposal):
        asked = steps_asked().get(event.event)
        happened = asked.happened if asked else event.event.replace("_", " ").capitalize()
        day = f"Day {(clock.london_date(event.at) - begun).days + 1}"
        label = f"{happened} ({event.rank.label.lower()})" if event.rank else happened
        yield label, f"{day}. {event.reason}" if event.reason else day
        for each in asked.records if asked else ():
            if each.kind in TOLD and each.name in event.recorded:
                yield each.ask, words_of_choice(event.event, each.name, str(event.recorded[each.name]))
        for rule, why in (event.recorded.get("overrides") or {}).items():
            yield f"Rule {rule} was set aside", str(why)
    contacts = select(VictimContact).where(VictimContact.episode_id == disposal.episode_id)
    for contact in db.session.scalars(contacts.order_by(VictimContact.at, VictimContact.id)):
        yield "The victim", contact.answer.label


def prosecutors_of(disposal: Disposal) -> tuple[str, ...]:
    """The prosecutors that a step names: they sign in nowhere, and the redaction has to know them."""
    named = (event.recorded.get("prosecutor") for event in _events(disposal))
    return tuple(str(name) for name in named if name)


def _events(disposal: Disposal) -> Iterable[DisposalEvent]:
    of_disposal = select(DisposalEvent).where(DisposalEvent.disposal_id == disposal.id)
    return db.session.scalars(of_disposal.order_by(DisposalEvent.id)).all()
