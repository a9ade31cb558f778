"""The offences of an episode, as staff read them and as the rules read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from pathways.arrest_tests.lawful_basis.rules.facts import OffenceFacts
from pathways.arrest_tests.models.offences import Offence
from pathways.auth.roles import Viewer
from pathways.law.models import ProposedChange
from pathways.law.queries import law_in_use, law_of
from pathways.law.rules.findings import ClosedAs
from pathways.law.rules.offences_and_drugs import (
    OTHER_OFFENCE,
    asks_for_drug,
    controlled_drugs,
    offence_label,
    offence_name,
)
from pathways.law.rules.tables import Drug, Law
from pathways.people.models.custody import Episode
from pathways.people.queries import is_open_to
from pathways.store.base import db


def offences_that_stand(viewer: Viewer, row: ProposedChange) -> int:
    """How many live offences of the code of a proposed change keep the answer they were recorded with.

    Offences of people whose record is shut to the viewer are not counted.
    """
    statement = select(func.count(Offence.id)).join(Episode, Episode.id == Offence.episode_id)
    statement = statement.where(Offence.code == row.code, Offence.superseded_at.is_(None))
    return db.session.scalar(statement.where(is_open_to(viewer, Episode.person_id))) or 0


_LIVE = (
    select(Offence)
    .where(Offence.episode_id == bindparam("of_episode"), Offence.superseded_at.is_(None))
    .order_by(Offence.number)
)


@dataclass(frozen=True, kw_only=True)
class OffenceLine:
    """A recorded offence. `name` is without the Act, `label` has Act and section; `drug_name` may be "".

    `asks_for_drug` means that it is a trigger offence only for some drugs, so a missing drug is mentioned.
    """

    id: int
    number: int
    code: str
    name: str
    label: str
    drug: str | None
    drug_name: str
    asks_for_drug: bool
    amount: str
    described_as: str
    arrested_at: datetime | None
    charged_at: datetime | None
    closed_at: datetime | None
    closed_as: ClosedAs | None
    is_trigger_on_arrest: bool
    is_trigger_on_charge: bool
    law_version: str
    recorded_at: datetime
    recorded_by_id: int
    correction_reason: str | None

    @property
    def key(self) -> str:
        return key_of(self.number, self.code)

    @property
    def drug_words(self) -> str:
        """The drug, or "Not known yet", or "" if the offence asks for none."""
        return self.drug_name or ("Not known yet" if self.asks_for_drug else "")

    @property
    def in_words(self) -> str:
        """The offence with its drug: Possession of controlled drug (Crack cocaine)."""
        drug = self.drug_name or ("drug not known yet" if self.asks_for_drug else "")
        return f"{self.name} ({drug})" if drug else self.name


def key_of(number: int, code: str) -> str:
    """The key of an offence, the same through corrections of its times. Another code makes another offence."""
    return f"{number}:{code}"


def offences_of(episode_id: int) -> tuple[OffenceLine, ...]:
    """The live offences of an episode that the caller has found in sight, in the order they were recorded."""
    return as_lines(offence_rows(episode_id))


def offence_rows(episode_id: int) -> tuple[Offence, ...]:
    """The live offences of an episode as rows, in the order they were recorded."""
    return tuple(db.session.scalars(_LIVE, {"of_episode": episode_id}))


def last_number_of(episode_id: int) -> int:
    """The highest number an offence of the episode ever had, 0 before the first."""
    statement = select(Offence.number).where(Offence.episode_id == episode_id).order_by(Offence.number.desc())
    return db.session.scalar(statement.limit(1)) or 0


def earlier_offences(episode_id: int) -> tuple[Offence, ...]:
    """The offences of an episode that were corrected or taken out, latest first."""
    statement = select(Offence).where(Offence.episode_id == episode_id, Offence.superseded_at.is_not(None))
    return tuple(db.session.scalars(statement.order_by(Offence.superseded_at.desc(), Offence.id.desc())))


def every_offence(episode_id: int) -> tuple[Offence, ...]:
    """Every row of offences that an episode ever had, corrected ones too, by number."""
    return tuple(
        db.session.scalars(select(Offence).where(Offence.episode_id == episode_id).order_by(Offence.number, Offence.id))
    )


def as_lines(rows: Iterable[Offence]) -> tuple[OffenceLine, ...]:
    """Rows of offences as staff read them, each in the words of the law it was recorded under."""
    return tuple(_line(row) for row in rows)


def offence_facts(line: OffenceLine, *, arrived_at: datetime | None, law: Law | None = None) -> OffenceFacts:
    """An offence as the rules read it, under the law in use unless another is given.

    Detention for it began on arrival, or on arrest if that was later.
    """
    held_against = law or law_in_use()
    return OffenceFacts(
        key=line.key,
        code=line.code,
        drug=drug_of(line.drug, held_against),
        arrested_at=line.arrested_at,
        detention_start_at=detention_start(line.arrested_at, arrived_at),
        charged_at=line.charged_at,
        closed_at=line.closed_at,
        described_as=line.described_as,
        law=held_against,
    )


def detention_start(arrested_at: datetime | None, arrived_at: datetime | None) -> datetime | None:
    """When detention for an offence began, for the 24 hours of s.63B(5C): on arrival, or on arrest if later."""
    return max(arrested_at, arrived_at) if arrested_at and arrived_at else None


def drug_of(code: str | None, law: Law | None = None) -> Drug | None:
    """A drug by its code, as the law in use names it unless another is given."""
    return controlled_drugs(law or law_in_use()).get(code) if code else None


def _line(row: Offence) -> OffenceLine:
    law = law_of(row.law_version)
    drug = drug_of(row.drug, law)
    described = row.described_as or ""
    is_other = row.code == OTHER_OFFENCE and described
    return OffenceLine(
        id=row.id,
        number=row.number,
        code=row.code,
        name=described if is_other else offence_name(row.code, law),
        label=described if is_other else offence_label(row.code, law),
        drug=row.drug,
        drug_name=drug.name if drug else "",
        asks_for_drug=asks_for_drug(row.code, law),
        amount=row.amount or "",
        described_as=described,
        arrested_at=row.arrested_at,
        charged_at=row.charged_at,
        closed_at=row.closed_at,
        closed_as=row.closed_as,
        is_trigger_on_arrest=row.is_trigger_on_arrest,
        is_trigger_on_charge=row.is_trigger_on_charge,
        law_version=row.law_version,
        recorded_at=row.recorded_at,
        recorded_by_id=row.recorded_by_id,
        correction_reason=row.correction_reason,
    )
