"""Which paper each disposal has, how it may be signed, and when."""

from collections.abc import Mapping

from pathways.disposals.steps.rules.machine import State
from pathways.documents.kinds import PaperKind
from pathways.law.rules.disposal_terms import Kind
from pathways.vocabulary import Worded


class SignedHow(Worded):
    """How the person signed. On screen the officer who is present confirms who typed the name."""

    PAPER = "paper", "On the printed document"
    SCREEN = "screen", "On screen, in front of the officer"


TO_SIGN_AS: Mapping[Kind, PaperKind] = {
    Kind.CC: PaperKind.CAUTION_TO_SIGN,
    Kind.SC: PaperKind.SIMPLE_CAUTION_TO_SIGN,
    Kind.CR: PaperKind.RESOLUTION_TO_SIGN,
    Kind.O22: PaperKind.DEFERRAL_TO_SIGN,
    Kind.PND: PaperKind.PENALTY_TO_GIVE,
    Kind.CW: PaperKind.WARNING_TO_GIVE,
}
KEPT_AS: Mapping[Kind, PaperKind] = {
    Kind.CC: PaperKind.CAUTION,
    Kind.SC: PaperKind.SIMPLE_CAUTION,
    Kind.CR: PaperKind.RESOLUTION,
    Kind.O22: PaperKind.DEFERRAL,
    Kind.PND: PaperKind.PENALTY,
    Kind.CW: PaperKind.WARNING,
}
READY_TO_SIGN = frozenset({State.AUTHORISED, State.OFFERED})
SIGNED_BY_THE_PERSON = frozenset({Kind.CC, Kind.SC, Kind.CR, Kind.O22})
"""Disposals whose paper the person signs. The others are records of what a constable gave."""
