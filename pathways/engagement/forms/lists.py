"""What the lists are narrowed to."""

from pathways.engagement.rules import CaseOrder, Listing, Only, Whose, listing_of
from pathways.ui.fields import Line, Pick, choices_of
from pathways.ui.forms import Form


class CaseloadFilter(Form):
    """What the caseload is narrowed to and what stands first. Left alone, each is as usual."""

    keeps_drafts = False
    words = Line("Surname or reference", required=False, most=100)
    whose = Pick("Whose", required=False, prompt=Whose.EVERYONE.label, choices=choices_of(list(Whose)[1:]))
    only = Pick("Show", required=False, prompt=Only.ALL.label, choices=choices_of(list(Only)[1:]))
    order = Pick("Order", required=False, prompt=CaseOrder.LONGEST.label, choices=choices_of(list(CaseOrder)[1:]))

    def listing(self) -> Listing:
        """What is asked for."""
        chosen = {each.name: each.data for each in (self.whose, self.only, self.order) if each.data}
        return listing_of(chosen, self.words.data or "")
