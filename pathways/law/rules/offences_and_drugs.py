"""Trigger offences, those that only look like one, specified Class A drugs, and what a device looks for."""

from datetime import date
from typing import Final

from pathways.dates import day_in_words
from pathways.law.rules.findings import Finding, notes
from pathways.law.rules.tables import Drug, Law, ListedOffence, LookAlike, NamedOffence, PanelAnalyte, Regime

# Controlled drugs, and which of them are specified Class A drugs on a date.


def controlled_drugs(law: Law) -> dict[str, Drug]:
    """The drugs an officer can choose, by code, in the order they are offered, each by its latest row."""
    return {drug.code: drug for drug in law.drugs}


def drug_on(code: str, day: date, law: Law) -> Drug | None:
    """What the table says of a drug on a date."""
    return next((drug for drug in law.drugs if drug.code == code and drug.covers(day)), None)


def regimes(law: Law) -> tuple[Regime, ...]:
    """The regimes of specified drugs; one without a first date is not switched on (V-052)."""
    return law.regimes


def regime_on(day: date, law: Law) -> Regime | None:
    """The regime in force on a date: the one that began last, so that a new one needs only its first day."""
    in_force = [regime for regime in regimes(law) if regime.covers(day)]
    return max(in_force, key=lambda regime: regime.effective_from or date.min, default=None)


def max_samples_on(day: date, law: Law) -> int:
    """How many samples one continuous detention allows under the regime in force on a date."""
    regime = regime_on(day, law)
    return regime.max_samples if regime else 1


def is_specified(drug: Drug, day: date, law: Law) -> bool:
    """Whether a drug is a specified Class A drug on a date.

    From 2 August 2023: paragraphs 1 to 5 of Part 1 of Schedule 2, as the list stood that day (SI 2023/784 and its
    Note; the static reading is a question for counsel). Before: SI 2001/1816, cocaine and diamorphine.
    """
    regime = regime_on(day, law)
    return regime is not None and regime.specifies(drug_on(drug.code, day, law) or drug)


def regime_note(day: date) -> Finding:
    """The note V-052, given with V-018: why there is no second sample although the first could not be used."""
    return notes("V-052", date=day_in_words(day))


# The trigger list of CJCSA 2000 Sch 6 with its dates, and the offences that only look as if they were on it.
#
# A row is asked for on a London date; its first and last days are included.


OTHER_OFFENCE: Final = "OTHER"
TRIGGER_LIST: Final = "CJCSA 2000 Sch 6"


def trigger_offences(law: Law) -> tuple[ListedOffence, ...]:
    """Every row that was ever on the list, live or ended."""
    return law.triggers


def look_alikes(law: Law) -> dict[str, LookAlike]:
    """Every look-alike by its code, each by its latest row."""
    return {row.code: row for row in law.look_alikes}


def named_offences(law: Law) -> dict[str, NamedOffence]:
    """Every offence that has a name but no row in the dated tables, by its code."""
    return {row.code: row for row in law.named}


def listed_codes(law: Law) -> tuple[str, ...]:
    """The codes an officer can choose, each once: trigger offences and their parts, look-alikes, others, OTHER."""
    named = named_offences(law).values()
    triggers = [
        code
        for row in trigger_offences(law)
        for code in (row.code, *(offence.code for offence in named if offence.counts_as == row.code))
    ]
    others = [offence.code for offence in named if not offence.counts_as]
    return tuple(dict.fromkeys([*triggers, *look_alikes(law), *others, OTHER_OFFENCE]))


def row_on(code: str, day: date, law: Law) -> ListedOffence | None:
    """The row of the trigger list that is live for an offence on a date; a part of an offence has the whole's row."""
    listed_as = _listed_as(code, law)
    return next((row for row in trigger_offences(law) if row.code == listed_as and row.covers(day)), None)


def row_that_ended(code: str, day: date, law: Law) -> ListedOffence | None:
    """The latest row that listed an offence and had ended by a date; None if another row is live on that date."""
    rows = (row for row in trigger_offences(law) if row.code == _listed_as(code, law))
    ended = [row for row in rows if row.effective_to and row.effective_to < day]
    latest = max(ended, key=lambda row: row.effective_to or date.min, default=None)
    return latest if row_on(code, day, law) is None else None


def _listed_as(code: str, law: Law) -> str:
    part = named_offences(law).get(code)
    return part.counts_as if part and part.counts_as else code


def look_alike_on(code: str, day: date, law: Law) -> LookAlike | None:
    """The row that says why an offence only looks like a trigger offence on a date; None if there is none."""
    return next((row for row in law.look_alikes if row.code == code and row.covers(day)), None)


def asks_for_drug(code: str, law: Law) -> bool:
    """Whether the offence is a trigger only in respect of a specified Class A drug, so that the drug is asked."""
    return any(row.needs_specified_drug for row in trigger_offences(law) if row.code == code)


def is_known(code: str, law: Law) -> bool:
    return code == OTHER_OFFENCE or _latest(code, law) is not None


def offence_name(code: str, law: Law) -> str:
    """The offence in staff's words, without its Act."""
    row = _latest(code, law)
    return row.offence if row else "Another offence"


def offence_label(code: str, law: Law) -> str:
    """The offence with its Act and section, as the list to choose from shows it."""
    row = _latest(code, law)
    return row.label if row else "Another offence, not in this list"


def _latest(code: str, law: Law) -> ListedOffence | LookAlike | NamedOffence | None:
    """The latest row that names an offence: on the trigger list before the look-alikes, and then any other."""
    listed = [row for row in trigger_offences(law) if row.code == code]
    return listed[-1] if listed else look_alikes(law).get(code) or named_offences(law).get(code)


# What the custody devices look for: their setting, not the law, and dated like it.


def panel_on(day: date, law: Law, *, device: str = "") -> tuple[PanelAnalyte, ...]:
    """What a device, or any of the devices, looks for on a date: each analyte once, in the order it is read."""
    rows = (row for row in law.panel if row.covers(day) and device in ("", row.device))
    return tuple({row.code: row for row in rows}.values())


def devices_on(day: date, law: Law) -> tuple[str, ...]:
    """The devices in use on a date, in the order of the table."""
    return tuple(dict.fromkeys(row.device for row in law.panel if row.covers(day)))
