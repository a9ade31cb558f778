"""A form that also corrects what stands."""

from pathways.ui.fields import Line
from pathways.ui.forms import Form


class Corrected(Form):
    """A form that also corrects what stands: then it asks why."""

    correction_reason = Line(
        "Why is it corrected?",
        called="The reason",
        hint="The record keeps the earlier version and this reason.",
        required=False,
    )

    @property
    def reason(self) -> str:
        return str(self.correction_reason.data or "")
