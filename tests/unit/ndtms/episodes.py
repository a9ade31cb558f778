"""Made-up episodes without a fault: every answer from a list, every date after the one before it."""

from datetime import date, timedelta
from random import Random

from pathways.ndtms.rules.file import EpisodeRow, FileIntervention, Top

ENDS_ON = date(2026, 10, 31)
SUBSTANCES = (
    "heroin", "methadone", "other_opiates", "crack", "cocaine_powder", "cocaine_unspecified", "cannabis",
    "synthetic_cannabinoids", "alcohol", "amphetamines", "benzodiazepines", "ketamine", "mdma", "gabapentinoids",
    "other_drugs",
)  # fmt: skip
ETHNICITIES = ("W1", "W2", "W3", "W9", "M1", "M9", "A1", "A4", "B1", "B9", "O2", "O9", "NS-declined")
ROUTES = ("DToA_required_assessment", "DToA_voluntary", "OOCD_conditional_caution", "L&D", "police_street", "self")


def faultless(number: int, random: Random, **more: object) -> EpisodeRow:
    """Episode `number`: agreed, assessed, in treatment on four of five, and ended on half of those."""
    referred = ENDS_ON - timedelta(days=random.randrange(200, 900))
    triaged = referred + timedelta(days=random.randrange(0, 20))
    planned = triaged + timedelta(days=random.randrange(0, 10))
    started = planned + timedelta(days=random.randrange(0, 10))
    ended = started + timedelta(days=random.randrange(20, 120))
    in_treatment, has_ended = random.random() < 0.8, random.random() < 0.5
    modality = FileIntervention(
        MODAL=random.choice(("94", "95")),
        MODID=1,
        REFMODDT=triaged,
        FAOMODDT=planned,
        MODST=started,
        MODEND=ended if has_ended else None,
        MODEXIT="A" if has_ended else "",
    )
    top = Top(
        TOPDATE=started,
        TOPID=1,
        TRSTAGE="start",
        scores=(("ALCUSE", 28), ("OPIUSE", 0), ("PSYHSTAT", 20), ("SHARING", 0)),
    )
    facts: dict[str, object] = {
        "referral_id": number,
        "reference": f"R-{number:05}",
        "person_id": number,
        "CLIENTID": str(number),
        "EPISODID": f"R-{number:05}",
        "AGNCY": random.choice(("ZZ001", "ZZ002")),
        "CONSENT": "Y",
        "consent_asked": True,
        "FINITIAL": "K",
        "SINITIAL": "O",
        "DOB": date(referred.year - random.randrange(19, 80), random.randrange(1, 13), random.randrange(1, 28)),
        "SEX": random.choice(("male", "female")),
        "ETHNIC": random.choice(ETHNICITIES),
        "REFLD": referred,
        "PC": random.choice(("", "LN2 5AA", "PE21", "NG31 6PZ")),
        "ACCMNEED": random.choice(("", "safe", "problem", "no_fixed_abode", "would_not_say")),
        "PRNTSTAT": random.choice(("", "all_with", "some_with")),
        "CHILDWTH": random.choice((None, 0, 2)),
        "DUALDIAG": random.choice(("", "yes", "no", "would_not_say")),
        "EMPSTAT": random.choice(("", "regular", "seeking")),
        "substances": tuple(random.sample(SUBSTANCES, random.randrange(1, 6))),
        "DRUG1AGE": random.choice((None, 14, 18)),
        "ROUTE": random.choice(("", "smoke", "oral")),
        "INJSTAT": random.choice(("", "never", "before", "would_not_say")),
        "RFLS": random.choice(ROUTES),
        "TRIAGED": triaged,
        "CPLANDT": planned,
        "DISD": ended if has_ended else None,
        "DISRSN": (random.choice(("80", "81", "82", "85")) if in_treatment else "88") if has_ended else "",
        "NALOXISS": random.choice(("", "supplied", "declined")),
        "interventions": (modality,) if in_treatment else (),
        "tops": (top,) if in_treatment else (),
    }
    return EpisodeRow(**(facts | more))


def without_consent(number: int, random: Random, *, asked: bool) -> EpisodeRow:
    """Somebody who did not agree, or was not asked: nothing of theirs is looked at but agency and number."""
    return faultless(number, random, CONSENT="N", consent_asked=asked, DOB=None, substances=(), ETHNIC="")
