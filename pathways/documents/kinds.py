"""The kinds of paper that are printed and kept, and those that are scanned and sent in."""

from typing import Final

from pathways.vocabulary import Worded


class PaperKind(Worded):
    """Which paper. No form DT3 to DT10 was found to exist, so there is none here."""

    DT1 = "dt1", "Record of the drug test (DT1)"
    DT2 = "dt2", "Test result for the court and the prosecutor (DT2)"
    RA1 = "ra1", "Notice of required assessment (RA1)"
    RA2 = "ra2", "Notice of a changed appointment (RA2)"
    RA2_FOLLOW_UP = "ra2_follow_up", "Notice of a changed appointment (RA2)"
    RA3 = "ra3", "Record of attendance (RA3)"
    RA4 = "ra4", "Notice that the follow-up is confirmed (RA4)"
    RA5 = "ra5", "Notice that the follow-up is not required (RA5)"
    REFERRAL = "referral", "Referral"
    SLIP = "slip", "Where to go next (slip)"
    CONSENTS = "consents", "What you agreed to"
    CAUTION_TO_SIGN = "caution_to_sign", "Conditional caution, to be signed"
    CAUTION = "caution", "Conditional caution, signed"
    SIMPLE_CAUTION_TO_SIGN = "simple_caution_to_sign", "Simple caution, to be signed"
    SIMPLE_CAUTION = "simple_caution", "Simple caution, signed"
    RESOLUTION_TO_SIGN = "resolution_to_sign", "Community resolution, to be signed"
    RESOLUTION = "resolution", "Community resolution, signed"
    DEFERRAL_TO_SIGN = "deferral_to_sign", "Outcome 22 agreement, to be signed"
    DEFERRAL = "deferral", "Outcome 22 agreement, signed"
    PENALTY_TO_GIVE = "penalty_to_give", "Record of a penalty notice, before it is given"
    PENALTY = "penalty", "Record of a penalty notice"
    WARNING_TO_GIVE = "warning_to_give", "Record of a cannabis or khat warning, before it is given"
    WARNING = "warning", "Record of a cannabis or khat warning"
    VICTIM_LETTER = "victim_letter", "Letter to the victim"


class ScanPurpose(Worded):
    """Which paper a scan is of."""

    SIGNED_DISPOSAL = "signed_disposal", "The document, signed on paper"
    CPS_DECISION = "cps_decision", "The prosecutor’s decision"
    VARIATION = "variation", "A change of conditions, signed on paper"
    BOARD_MINUTES = "board_minutes", "Minutes of the Board"


OF_DISPOSALS: Final = (ScanPurpose.SIGNED_DISPOSAL, ScanPurpose.CPS_DECISION, ScanPurpose.VARIATION)
"""What is about a disposal, and so about somebody's episode. The others are about nobody."""
