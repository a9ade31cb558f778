"""Nothing in a pack says who anybody is: not its words, its bookmarks, its metadata or its bytes; nor does any page."""

import contextlib
import io
import re
import zlib

import pypdf
import pytest

from pathways.auth.roles import Role
from pathways.refusals import Refused
from pathways.scrutiny import actions
from pathways.scrutiny.queries import rounds as queries
from pathways.scrutiny.rules.rounds import Candidate, draw, fingerprint
from pathways.store.base import db
from tests.integration.scrutiny import round_scenes
from tests.integration.scrutiny.round_scenes import PLANTED
from tests.papers import words_of


def read_in(content: bytes) -> str:
    """All that a reader finds in a PDF: its text, its bookmarks, its metadata."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    bookmarks = [each.title for each in _flat(reader.outline)]
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join([text, *bookmarks, str(reader.metadata), str(reader.xmp_metadata and reader.xmp_metadata.stream)])


def bytes_of(content: bytes) -> str:
    """Its bytes, and every stream of it unpacked."""
    raw = [content.decode("latin-1")]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            raw.append(zlib.decompress(stream.strip(b"\r\n")).decode("latin-1"))
    return " ".join(raw)


def found_in(content: bytes) -> list[str]:
    """What of the planted is in a PDF. Four or five digits alone are looked for in what is read: bytes are full of them."""
    in_bytes = [word for word in shown_of(bytes_of(content)) if not (word.isdigit() and len(word) < 6)]
    return shown_of(read_in(content)) + in_bytes


def _flat(outline):
    for each in outline:
        yield from _flat(each) if isinstance(each, list) else [each]


def shown_of(text: str) -> list[str]:
    plain = " ".join(text.split()).casefold()
    return [word for word in PLANTED if word.casefold() in plain]


def test_a_pack_holds_no_planted_name_number_or_address_anywhere(app, the_clock, client_of):
    scene = round_scenes.drawn(planted=True, cases=2)
    organiser = client_of(scene.organiser_user, Role.PL)
    preview = organiser.get(f"/scrutiny/{scene.round.id}/preview").text
    assert "[name]" in preview
    assert "agreed to" in preview
    assert shown_of(preview.split("<main")[1].split("<form")[0]) == []
    round_scenes.release(scene)
    paper = organiser.get(f"/scrutiny/{scene.round.id}/pack.pdf")
    assert found_in(paper.data) == []
    words = words_of(paper.data)
    for expected in ("Case 1", "Case 2", "Conditional caution", "35 to 49", "Sergeant", "[date of birth]", "[number]",
                     "[address]", "[telephone number]", "[e-mail address]", "[member of staff]", "OFFICIAL-SENSITIVE"):  # fmt: skip
        assert expected in words, expected
    assert organiser.get(f"/scrutiny/{scene.round.id}/pack.pdf").data == paper.data
    reader = pypdf.PdfReader(io.BytesIO(paper.data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    member = client_of(scene.members[0], Role.PM2)
    pages = ["/panel", f"/panel/{scene.round.id}", f"/panel/cases/{scene.cases[0].id}"]
    pages += [f"/panel/cases/{scene.cases[1].id}", f"/panel/cases/{scene.cases[0].id}/link"]
    for address in pages:
        assert shown_of(member.get(address).text.split("<main")[1]) == [], address
    assert found_in(member.get(f"/panel/{scene.round.id}/pack.pdf").data) == []
    assert shown_of(str([case.pack for case in scene.cases])) == []


def test_what_the_organiser_hides_goes_and_a_pack_that_changed_is_read_again(app, the_clock):
    scene = round_scenes.drawn()
    (case,) = scene.cases
    view = queries.round_view(scene.organiser, scene.round.id)
    seen = actions.print_of(actions.packs_of(view))
    actions.hide_words(by=scene.organiser, case_id=case.id, words=["Crack  use", ""])
    with pytest.raises(Refused, match="“Crack use” is hidden in this case already"):
        actions.hide_words(by=scene.organiser, case_id=case.id, words=["help", "Crack use"])
    with pytest.raises(Refused, match="has changed since you read it"):
        actions.release(by=scene.organiser, round_id=scene.round.id, seen=seen)
    round_scenes.release(scene)
    db.session.refresh(case)
    assert "[hidden by the organiser]" in str(case.pack)
    assert "crack use" not in str(case.pack)
    with pytest.raises(Refused, match="released"):
        actions.hide_words(by=scene.organiser, case_id=case.id, words=["help"])


def test_the_sample_is_drawn_again_from_what_the_round_keeps(app, the_clock):
    scene = round_scenes.drawn(cases=3)
    scrutiny_round = scene.round
    people = [Candidate(**row) for row in scrutiny_round.population]
    assert fingerprint(people) == scrutiny_round.population_sha256
    again = draw(people, size=scrutiny_round.asked_size, seed=scrutiny_round.seed)
    assert [each.disposal_id for each in again.drawn] == [case.disposal_id for case in scene.cases]
    assert {each.area for each in people} == {"Lincoln"}


def test_a_round_to_be_read_waits_for_the_policy_lead_and_a_released_one_for_the_panel(app, the_clock, client_of):
    scene = round_scenes.drawn()
    organiser = client_of(scene.organiser_user, Role.PL)
    address = f"/scrutiny/{scene.round.id}"
    assert f'href="{address}"' in organiser.get("/policy/waiting").text
    assert "Waits for you" in organiser.get("/scrutiny").text
    round_scenes.release(scene)
    db.session.commit()
    assert f'href="{address}"' not in organiser.get("/policy/waiting").text
    listed = organiser.get("/scrutiny").text
    assert "The panel reads and scores" in listed
    assert "Waits for you" not in listed
