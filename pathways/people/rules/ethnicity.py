"""What somebody says their ethnicity is, in the police list of eighteen and one, and the groups that reports use.

Source: police self-defined ethnicity (18+1) and the ONS groups of 2011 and 2021 as our code list maps them
(W3, A4, O2 only in 18+1); verified through secondary sources. What an officer observes is another scheme and not here.
No rule reads it: it decides nothing about anybody, and serves only to see whether people are treated alike.
"""

from pathways.vocabulary import Worded


class EthnicGroup(Worded):
    """The groups that figures are broken down by. Somebody who was never asked is in none."""

    WHITE = "white", "White"
    MIXED = "mixed", "Mixed"
    ASIAN = "asian", "Asian"
    BLACK = "black", "Black"
    OTHER = "other", "Other ethnic group"
    NOT_STATED = "not_stated", "Not stated"


class Ethnicity(Worded):
    """The code the person chose, stored as given. Not stated has its reason; blank means that nobody asked yet."""

    W1 = "W1", "White: British"
    W2 = "W2", "White: Irish"
    W3 = "W3", "White: Gypsy or Irish Traveller"
    W9 = "W9", "White: any other White background"
    M1 = "M1", "Mixed: White and Black Caribbean"
    M2 = "M2", "Mixed: White and Black African"
    M3 = "M3", "Mixed: White and Asian"
    M9 = "M9", "Mixed: any other Mixed background"
    A1 = "A1", "Asian: Indian"
    A2 = "A2", "Asian: Pakistani"
    A3 = "A3", "Asian: Bangladeshi"
    A4 = "A4", "Asian: Chinese"
    A9 = "A9", "Asian: any other Asian background"
    B1 = "B1", "Black: Caribbean"
    B2 = "B2", "Black: African"
    B9 = "B9", "Black: any other Black background"
    O2 = "O2", "Arab"
    O9 = "O9", "Any other ethnic group"
    NS_DECLINED = "NS-declined", "Not stated: would not say"
    NS_NOT_UNDERSTOOD = "NS-not-understood", "Not stated: did not understand"

    @property
    def group(self) -> EthnicGroup:
        """Where reports count it: Chinese is Asian since 2011."""
        return _GROUPS[self.value[0]]


_GROUPS = {
    "W": EthnicGroup.WHITE,
    "M": EthnicGroup.MIXED,
    "A": EthnicGroup.ASIAN,
    "B": EthnicGroup.BLACK,
    "O": EthnicGroup.OTHER,
    "N": EthnicGroup.NOT_STATED,
}
