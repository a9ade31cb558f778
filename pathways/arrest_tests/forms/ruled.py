"""A form that asks its room's rules once every field holds, so that page and action say no in the same words."""

from collections.abc import Iterable
from typing import Any

from pathways.refusals import Reason
from pathways.ui.forms import Form


class RuledForm(Form):
    """Once every field holds, `against` gives the reasons of the rules."""

    def against(self) -> Iterable[Reason]:
        return ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        reasons = tuple(self.against())
        self.refuse(reasons)
        return not reasons
