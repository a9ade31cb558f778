"""Who the made-up people are. Every name is drawn from lists; a likeness to anybody is chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pathways.demo.places import EVERYWHERE
from pathways.people.rules import AgeEvidence, Ethnicity, PersonFacts
from pathways.vocabulary import Area, Sex, Substance

SURNAMES = (
    "Rawcliffe,Holtby,Reddish,Codling,Thorley,Maltby,Sibsey,Wainfleet,Brocklesby,Scrimshaw,Tasker,Ogden,Pinchbeck,"
    "Leverton,Frampton,Dowsing,Kirkby,Swaby,Markham,Blyton,Harpswell,Fenwick,Quadring,Ludford,Croxby,Stow,Marton,"
    "Okonkwo,Balodis,O'Brien,Nuñez,Kowalczyk,Petrauskas,Nguyễn,da Silva"
)
MEN = "Dean,Kieran,Callum,Liam,Marek,Jonas,Tyrone,Ashley,Ryan,Craig,Lee,Darren,Wayne,Piotr,Anil,Joel"
WOMEN = "Kelly,Stacey,Donna,Agnieszka,Leanne,Gemma,Rita,Chantelle,Marie,Ewa,Jodie,Tanya"
SEEDS = (
    (Substance.HEROIN, 0.42),
    (Substance.CRACK, 0.34),
    (Substance.COCAINE_POWDER, 0.2),
    (Substance.CANNABIS, 0.36),
    (Substance.SYNTHETIC_CANNABINOIDS, 0.22),
    (Substance.ALCOHOL, 0.34),
    (Substance.BENZODIAZEPINES, 0.12),
)
ETHNICITIES = (
    (Ethnicity.W1, 62),
    (Ethnicity.W9, 14),
    (Ethnicity.W3, 2),
    (Ethnicity.M1, 4),
    (Ethnicity.A9, 4),
    (Ethnicity.B2, 5),
    (Ethnicity.O9, 2),
    (Ethnicity.NS_DECLINED, 3),
    (None, 4),
)


@dataclass(frozen=True)
class MadeUp:
    """One made-up person: their details, what they use, where they usually are."""

    facts: PersonFacts
    uses: tuple[Substance, ...]
    area: Area


def made_up_people(random: Random, today: date) -> Iterator[MadeUp]:
    """People without end, each name and birth date once."""
    met: set[tuple[str, str | None, date]] = set()
    while True:
        person = _one(random, today)
        key = (person.facts.surname, person.facts.given_names, person.facts.date_of_birth)
        if key not in met:
            met.add(key)
            yield person


def _one(random: Random, today: date) -> MadeUp:
    sex = Sex.FEMALE if random.random() < 0.22 else Sex.MALE
    given = random.choice((WOMEN if sex is Sex.FEMALE else MEN).split(","))
    age_days = int(random.triangular(20, 62, 34) * 365.25)
    surname, born_on = random.choice(SURNAMES.split(",")), today - timedelta(days=age_days)
    facts = PersonFacts(
        surname=surname,
        given_names=None if random.random() < 0.01 else given,
        date_of_birth=born_on,
        age_evidence=random.choice((AgeEvidence.DOCUMENTED, AgeEvidence.POLICE_RECORD, AgeEvidence.POLICE_RECORD)),
        sex=sex,
        ethnicity=_said_of(surname, born_on),
        pnc_id=None,
    )
    uses = tuple(substance for substance, share in SEEDS if random.random() < share)
    area = random.choices(EVERYWHERE, weights=(38, 20, 18, 16, 8))[0]
    return MadeUp(facts, uses, area)


def _said_of(surname: str, born_on: date) -> Ethnicity | None:
    """What a made-up person says, and at times nobody asked.

    Drawn from who they are and not from the dice of the county: everything else stays as it was made up before.
    """
    dice = Random(f"{surname} {born_on}")  # noqa: S311 - made-up people, not secrets
    return dice.choices([said for said, _ in ETHNICITIES], weights=[weight for _, weight in ETHNICITIES])[0]
