"""Scores, naloxone, peer support."""

from collections.abc import Iterable
from typing import Any

from pathways.engagement.forms.correcting import Corrected
from pathways.engagement.rules import (
    MOST_KITS,
    Authority,
    PeerAnswer,
    PeerFacts,
    Product,
    Recipient,
    Supply,
    SupplyWhy,
    TopStage,
    UsedOutcome,
    top_items,
)
from pathways.ui.fields import Choice, DateBoxes, Line, Radios, Ticks, WholeNumber, choices_of
from pathways.ui.forms import Form

YES_NO = (Choice("1", "Yes", means=1), Choice("0", "No", means=0))


class ScoresForm(Corrected):
    """A set of TOP scores: every item may be declined and is then left blank."""

    stage = Radios("When in treatment?", choices=choices_of(TopStage), required="Select when in treatment")
    taken_on = DateBoxes("On which day?", called="The day", not_future=True)

    def scores(self) -> dict[str, int | None]:
        """The numbers by column."""
        return {item.column: self[item.column].data for item in top_items()}

    def of_group(self, group: str) -> list[Any]:
        """The fields of one group of items, in the order of the page."""
        return [self[item.column] for item in top_items() if item.group == group]


for _item in top_items():
    _field: Any = (
        Radios(_item.label, choices=YES_NO, required=False)
        if _item.kind == "yes_no"
        else WholeNumber(_item.label, hint=f"0 to {_item.most}", most=_item.most, required=False)
    )
    setattr(ScoresForm, _item.column, _field)


class SupplyForm(Form):
    """A supply of take-home naloxone."""

    supplied_on = DateBoxes("When was it supplied?", called="The supply", not_future=True)
    recipient = Radios("To whom?", choices=choices_of(Recipient), required="Select to whom")
    product = Radios("Which product?", choices=choices_of(Product), required="Select the product")
    kits = WholeNumber("How many kits?", called="The kits", least=1, most=MOST_KITS)
    batch = Line("Batch", called="The batch", hint="As on the box", most=60)
    expires_on = DateBoxes("When does it expire?", called="The expiry")
    why = Radios("First, or a replacement?", choices=choices_of(SupplyWhy), required="Select why it was supplied")
    authority = Radios("Supplied as", choices=choices_of(Authority), required="Select under what it was supplied")
    trained_by = Line("Who trained them?", called="Who trained them", most=120)

    def supply(self) -> Supply:
        """The supply as the rules read it."""
        return Supply(
            supplied_on=self.supplied_on.data,
            product=self.product.data,
            kits=self.kits.data,
            batch=self.batch.data,
            expires_on=self.expires_on.data,
            recipient=self.recipient.data,
            why=self.why.data,
            authority=self.authority.data,
            trained_by=self.trained_by.data,
        )


class UseForm(Form):
    """A kit that was used."""

    used_on = DateBoxes("When was it used?", called="The use", not_future=True)
    outcome = Radios(
        "What happened to the person it was used on?",
        choices=choices_of(UsedOutcome),
        required="Select what became of them",
    )


class PeerForm(Form):
    """Peer support, as offered and answered."""

    offered_on = DateBoxes("When was it offered?", called="The offer", not_future=True)
    answer = Radios("What was answered?", choices=choices_of(PeerAnswer), required="Select what was answered")
    peer = Line("Which peer supporter?", called="The peer", hint="Only if accepted", most=120, required=False)
    contact = Line(
        "How may the peer reach them?", called="The contact", hint="As agreed. Only if accepted", required=False
    )
    told = Ticks("Which risks did they agree the peer is told?", called="risks to tell", required=False)
    first_contact_on = DateBoxes("First contact", called="The first contact", not_future=True, required=False)

    def offer_risks(self, risks: Iterable[str]) -> None:
        """The risks on the record, of which the person chooses."""
        self.told.choices = [(one, one) for one in risks]

    def facts(self) -> PeerFacts:
        """The answer as the rules read it."""
        return PeerFacts(
            offered_on=self.offered_on.data,
            answer=self.answer.data,
            peer=self.peer.data or "",
            contact=self.contact.data or "",
            told=tuple(self.told.data),
            first_contact_on=self.first_contact_on.data,
        )
