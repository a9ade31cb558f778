"""What the pages of this room ask. Nothing is chosen beforehand."""

from pathways.referrals.forms.agreeing import AskAgainForm, ServiceConsentsForm
from pathways.referrals.forms.asking import (
    ConsentsForm,
    LeavingForm,
    NeedsForm,
    SendForm,
    WithdrawForm,
    as_filled,
)
from pathways.referrals.forms.joint import EndJointForm, JointForm
from pathways.referrals.forms.own import OwnReferralForm

__all__ = [
    "AskAgainForm",
    "ConsentsForm",
    "EndJointForm",
    "JointForm",
    "LeavingForm",
    "NeedsForm",
    "OwnReferralForm",
    "SendForm",
    "ServiceConsentsForm",
    "WithdrawForm",
    "as_filled",
]
