"""A form that asks its room's rules once every field holds, so that page and action say no in the same words."""

from typing import Any

from pathways.refusals import Reason
from pathways.ui.forms import Form


class RuledForm(Form):
    """Subclasses give `against`: every reason against what was typed, field by field."""

    def against(self) -> tuple[Reason, ...]:
        return ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        reasons = self.against()
        self.refuse(reasons)
        return not reasons
