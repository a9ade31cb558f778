"""The paper of every disposal holds what it must, to be signed and as signed, and says which is which."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pathways.disposals.documents.papers import DisposalPaper
from pathways.disposals.documents.words import ACCEPTS, ADMITS, ADMITS_NOTHING, WORDS
from pathways.disposals.proposal.rules.papers import KEPT_AS, SIGNED_BY_THE_PERSON, SignedHow
from pathways.documents.models import Copy
from pathways.law.rules.disposal_terms import Kind
from tests.papers import opened, words_of

AT = datetime(2026, 11, 25, 3, 43, tzinfo=UTC)
FIRST = Copy(number=1, made_at=AT, made_by="Kit Adair")
SAID = {
    Kind.CC: ADMITS, Kind.SC: ADMITS, Kind.CR: ACCEPTS, Kind.O22: ADMITS_NOTHING,
    Kind.PND: "The officer has reason to believe that this penalty offence was committed.",
    Kind.CW: "The person admitted having it.",
}  # fmt: skip


def plain(kind: Kind) -> DisposalPaper:
    return DisposalPaper(
        kind=kind,
        name="Ellis Marwood",
        date_of_birth="14 February 1988",
        number=7,
        offences=("Possession of a controlled drug, Misuse of Drugs Act 1971 s.5(2) (Cannabis)",),
        admission=SAID[kind],
        answer_on_admission="" if kind in (Kind.O22, Kind.PND) else "Recorded: full admission in interview, reliable.",
        tasks=(("1", "Attend one awareness session", "23 December 2026"),) if WORDS[kind].tasks else (),
        authorised="Sergeant Sam Okafor, 25 November 2026 at 02:00",
        officer="Kit Adair",
        means=WORDS[kind].means,
        means_version=WORDS[kind].version,
    )


def read(paper: DisposalPaper, kind: Kind) -> str:
    return opened(paper.drawn(FIRST).pdf(), "disposals", KEPT_AS[kind].value)


@pytest.mark.parametrize("kind", KEPT_AS)
def test_each_paper_is_tagged_and_holds_every_item_of_its_checklist_signed_or_not(kind):
    before = read(plain(kind), kind)
    after = read(replace(plain(kind), explained_at=AT, signed_at=AT), kind)
    assert ("This copy is not signed" in before) == (kind in SIGNED_BY_THE_PERSON)
    assert "not signed" not in after
    assert "not given yet" not in after
    assert ("Signature of the person" in before) == (kind in SIGNED_BY_THE_PERSON)
    assert "25 November 2026 at 03:43" in after
    assert WORDS[kind].version in after


def test_a_signature_on_screen_names_who_typed_it_the_words_agreed_to_and_who_was_present():
    paper = replace(plain(Kind.CR), signed_at=AT, explained_at=AT, signed_how=SignedHow.SCREEN, typed_name="E. Marwood")
    words = read(paper, Kind.CR)
    assert "Signed on screen by E. Marwood" in words
    assert "I have read this document, or it was read to me." in words
    assert "Confirmed by the officer present Kit Adair" in words
    assert "on paper" not in words
    assert paper.is_complete
    assert not replace(paper, typed_name="  ").is_complete


def test_an_appropriate_adult_and_an_interpreter_sign_too():
    there = (("Appropriate adult", "Needed, and present"), ("Interpreter", "Polish, present"))
    words = words_of(replace(plain(Kind.SC), present=there).drawn(FIRST).pdf())
    assert "Signature of the appropriate adult" in words
    assert "Signature of the interpreter" in words
    assert "Polish, present" in words


def test_outcome_22_repeats_no_admission_and_a_notice_names_the_force_s_own_number():
    assert "admit that" not in read(plain(Kind.O22), Kind.O22)
    assert "Agreement signed on paper" in read(replace(plain(Kind.O22), signed_at=AT), Kind.O22)
    assert "LN-PND-00412" in read(replace(plain(Kind.PND), reference="LN-PND-00412"), Kind.PND)


def test_a_leaflet_that_was_signed_off_takes_the_place_of_the_words_here():
    paper = replace(plain(Kind.SC), means=("The force’s own words.",), means_version="leaflet-4")
    words = words_of(paper.drawn(FIRST).pdf())
    assert "The force’s own words." in words
    assert "Words that the force signed off. Wording leaflet-4." in words
    assert "(verified)" not in words
    assert "spent as soon as" not in words


@pytest.mark.parametrize(
    "left_out", [{"offences": ()}, {"admission": ""}, {"tasks": ()}, {"tasks": (("1", "", "1 December 2026"),)}]
)
def test_a_document_that_lacks_a_part_is_not_complete(left_out):
    assert plain(Kind.CC).is_complete
    assert not replace(plain(Kind.CC), **left_out).is_complete
