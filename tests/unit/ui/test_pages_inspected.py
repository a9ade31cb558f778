"""What every page that a test fetches is inspected for: a page that is whole passes, one with one fault is told of it."""

import re

import pytest

from tests.pages import faulty, hidden_values, inspect_page

WHOLE = """<!doctype html><html lang="en"><head><title>A case - Pathways</title><script src="/assets/a.js"></script></head>
<body><!-- <p style="none">not read</p> --><h1>A case</h1><a title="a > b" href="/b">B</a><img src='/c' alt=""/>
<form method="post" action="/send"><input type="hidden" name="token" value="&quot;1&quot;">
<label for="town">Town &amp; place</label><input id="town" name="town"><button class="govuk-button">Send</button></form>
{}</body></html>"""
FAULTS = {
    '<p style="color: red">a</p>': "<p> has an inline style or script",
    "<P\n ONCLICK=go>a</P>": "<p> has an inline style or script",
    "<script>go()</script>": "an inline <script>",
    "<style>p {}</style>": "an inline <style>",
    '<a href="//elsewhere.test/">a</a>': "<a> points to another host",
    "<a href='https://www.legislation.gov.uk/ukpga/1984/60'>a</a>": "<a> points to another host",
    '<a href="javascript:go()">a</a>': "<a> holds a script in its address",
    '<i id="town"></i>': "the id town stands twice",
    '<a href="#nowhere">a</a>': "nothing has the id nowhere",
    '<b aria-describedby="nothing">a</b>': "nothing has the id nothing",
    '<input name="q" id="q">': "the field q has no label",
    "<h1>Another</h1>": "2 level-one headings",
    '<img src="/d">': "a picture has no alternative text",
    '<select aria-label="a"><option value=""> </option></select>': "an option says nothing",
    '<time datetime="2026-11-25T03:12:00.123456">a</time>': "a time is finer than milliseconds",
    '<p class="case__name">Dean <b>Rawcliffe</b></p>': "the heading 'A case' does not name 'Dean', whose case it is",
    '<form action="/a"></form>': "a form has no method",
    '<form method="get"></form>': "a form has no action",
    '<a class="wide govuk-button" href="/d">D</a>': "2 green buttons: only the step that commits is green",
    '<div class="govuk-error-summary"></div>': "the title says Error: exactly when there is an error summary",
}


def test_a_whole_page_passes_with_what_stands_in_a_remark_or_a_script_unread():
    inspect_page(WHOLE.format("<script src='/b.js'>if (a<b) { '<p style=x>' }</script>"))


@pytest.mark.parametrize(("part", "fault"), FAULTS.items(), ids=FAULTS.values())
def test_one_fault_of_a_page_is_named(part, fault):
    with pytest.raises(AssertionError, match=re.escape(repr([fault]))):
        inspect_page(WHOLE.format(part))


def test_what_a_form_keeps_and_where_it_says_that_something_is_wrong_is_read():
    summary = '<div class="govuk-error-summary"><ul><li><a href="#town">Say &lt;where&gt;</a></li></ul></div>'
    assert hidden_values(WHOLE.format(""), "/send") == {"token": '"1"'}
    assert faulty(WHOLE.format(summary)) == ["town"]
