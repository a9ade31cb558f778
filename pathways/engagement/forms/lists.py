"""What the lists are narrowed to."""

from pathways.engagement.rules import CaseOrder, Listing, Only, Whose, listing_of
from pathways.ui.fields import Line, Pick, choices_of
from pathways.ui.forms import Part


class CaseloadFilter(Part):
    """What the caseload is narrowed to and what stands first, read from the address. Left alone, each is as usual."""

    words = Line("Surname or reference", required=False, most=100)
    whose = Pick("Whose", required=False, prompt=Whose.EVERYONE.label, choices=choices_of(list(Whose)[1:]))
    only = Pick("Show", required=False, prompt=Only.ALL.label, choices=choices_of(list(Only)[1:]))
    order = Pick("Order", required=False, prompt=CaseOrder.LONGEST.label, choices=choices_of(list(CaseOrder)[1:]))

    def listing(self) -> Listing:
        """What is asked for; a part that cannot be read is as usual, and the form says what is wrong with it."""
        parts = (self.words, self.whose, self.only, self.order)
        return listing_of({each.name: each.data for each in parts if each.data and not each.errors})
