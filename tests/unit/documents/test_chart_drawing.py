"""Charts: one drawing, readable at any size, inert under the strict content policy."""

from xml.etree import ElementTree as ET

import pytest
from reportlab.graphics.shapes import Ellipse

from pathways.documents import chart as fonts
from pathways.documents.chart import Chart, Easel
from tests.charts import unreadable

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg):
    return ET.fromstring(svg)


def an_easel():
    easel = Easel(320, 200)
    easel.text(10, 20, "Tested", 14, bold=True)
    easel.rect(10, 30, 200, 20, fill="#12436d")
    easel.hatch(210, 30, 40, 20)
    easel.line(10, 80, 300, 80, dash=(5, 3))
    easel.area([(10, 150), (60, 140), (60, 170)], fill="#12436d", opacity=0.16)
    easel.dot(150, 150)
    return easel


def a_chart(title="From test to engaged", alt="Half."):
    return Chart(drawing=an_easel().drawing, title=title, alt=alt, head=("Step", "People"), rows=(("Tested", "4"),))


def test_the_svg_is_well_formed_and_has_title_description_and_no_inline_style():
    svg = a_chart().svg()
    root = parsed(svg)
    assert root.find(f"{SVG}title").text == "From test to engaged"
    assert root.find(f"{SVG}desc").text == "Half."
    assert b"style=" not in svg
    assert b'fill-opacity="0.16"' in svg
    assert b'stroke-dasharray="5 3"' in svg


def test_hostile_text_in_a_chart_is_inert():
    hostile = "</title><script>alert(1)</script>"
    root = parsed(a_chart(title=hostile, alt=hostile).svg())
    assert root.find(f"{SVG}title").text == hostile
    assert not list(root.iter(f"{SVG}script"))


def test_a_shape_that_is_not_written_is_refused_and_not_dropped():
    easel = an_easel()
    easel.drawing.add(Ellipse(1, 1, 1, 1))
    chart = Chart(drawing=easel.drawing, title="t", alt="a", head=(), rows=())
    with pytest.raises(TypeError, match="no SVG is written for Ellipse"):
        chart.svg()


def test_every_word_of_a_plain_drawing_can_be_read():
    assert unreadable(an_easel().drawing) == []


def test_text_that_is_small_outside_or_overlapping_cannot_be_read():
    easel = an_easel()
    easel.text(10, 22, "Tested again", 14)
    easel.text(300, 190, "Too far right", 12)
    easel.text(100, 110, "tiny", 11)
    assert {kind for kind, *_ in unreadable(easel.drawing)} == {"overlap", "outside", "small"}


def test_without_the_npm_typeface_the_bundled_one_is_embedded(tmp_path):
    node_modules = fonts._Place.node_modules
    try:
        fonts.look_in(tmp_path)
        assert fonts.ready() == "Vera"
    finally:
        fonts.look_in(node_modules)
    assert fonts.ready() == "Arimo"
