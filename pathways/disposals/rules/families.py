"""Drug families: the few kinds by which the steps for a drug are counted (data dictionary of disposals, 1.2).

A family says less than the list of controlled drugs. Where the drug is not named, or is only "another", its family is
not known and no rule may take it for a mild one.
"""

from functools import cache
from pathlib import Path

from pathways.tables import rows_of
from pathways.vocabulary import Worded


class DrugFamily(Worded):
    """A family, in the words of the page."""

    CANNABIS = "cannabis", "Cannabis"
    CANNABINOL_DERIVATIVE = "cannabinol_derivative", "Cannabinol or a derivative"
    KHAT = "khat", "Khat"
    SYNTHETIC_CANNABINOID = "synthetic_cannabinoid", "Mamba, spice"
    HEROIN = "heroin", "Heroin"
    CRACK = "crack", "Crack"
    COCAINE_POWDER = "cocaine_powder", "Cocaine powder"
    AMPHETAMINE = "amphetamine", "Amphetamine, speed"
    MDMA = "mdma", "MDMA, ecstasy"
    KETAMINE = "ketamine", "Ketamine"
    BENZODIAZEPINE = "benzodiazepine", "Benzodiazepines"
    GABAPENTINOID = "gabapentinoid", "Pregabalin, gabapentin"
    OPIOID_RX = "opioid_rx", "Prescription opioids"
    NITAZENE = "nitazene", "Nitazenes"
    NITROUS_OXIDE = "nitrous_oxide", "Nitrous oxide"
    OTHER = "other", "Another drug"


@cache
def _families() -> dict[str, DrugFamily | None]:
    return {
        row["code"]: DrugFamily(row["family"]) if row["family"] else None
        for row in rows_of(Path(__file__).parent.parent / "data" / "drug_families.csv")
    }


def family_of(drug: str | None) -> DrugFamily | None:
    """The family of a drug of the list of controlled drugs; None where it is not named or could be any."""
    return _families().get(drug or "")
