"""What leaves the house beside the page itself: headers, assets, error pages."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pathways.ui import assets, security
from tests.pages import inspect_page


class TestHeaders:
    def test_every_answer_carries_the_strict_policy_without_a_nonce(self, web: Any) -> None:
        for address in ("/fail", "/nowhere"):
            policy = web.get(address).headers["Content-Security-Policy"]
            assert policy == security.POLICY
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
            assert "unsafe" not in policy

    def test_what_is_not_marked_otherwise_is_kept_nowhere(self, web: Any) -> None:
        headers = web.get("/nowhere").headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "max-age" in headers["Strict-Transport-Security"]

    def test_plain_http_is_not_told_to_stay_away_from_plain_http(self) -> None:
        plain = Flask("plain")
        security.install(plain)
        assert "Strict-Transport-Security" not in plain.test_client().get("/").headers


class TestAssets:
    def test_an_asset_is_kept_for_good_under_an_address_that_follows_its_content(self, desk: Flask, web: Any) -> None:
        address = desk.jinja_env.globals["asset"]("pages.css")
        answer = web.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content_type == "text/css; charset=utf-8"

    def test_an_address_of_an_older_build_answers_but_is_not_kept(self, web: Any) -> None:
        assert web.get("/assets/older/own/js/start.js").headers["Cache-Control"] == "no-store"

    def test_each_of_our_stylesheets_is_in_the_one_that_pages_ask_for(self, web: Any, repository: Path) -> None:
        whole = web.get("/assets/x/pages.css").data
        places = [whole.find(path.read_bytes()) for path in (repository / "static/css").glob("*.css")]
        assert len(places) > 1
        assert -1 not in places
        assert whole.index(b".govuk-body") < min(places)

    def test_a_file_that_is_not_listed_is_not_served(self, web: Any) -> None:
        for name in ("govuk/package.json", "own/../config.py", "own/css/nothing.css"):
            assert web.get(f"/assets/x/{name}").status_code == 404

    def test_the_typeface_of_gov_uk_is_never_named_as_a_file(self, web: Any) -> None:
        assert b"@font-face" not in web.get("/assets/x/pages.css").data

    def test_missing_packages_are_said_with_the_command_that_installs_them(self, tmp_path: Path) -> None:
        (problem,) = assets.problems(str(tmp_path))
        assert "Run npm ci --ignore-scripts --omit=peer, or name the folder in NODE_MODULES" in problem

    def test_a_name_that_is_no_asset_fails_where_it_is_written(self, desk: Flask) -> None:
        with pytest.raises(KeyError, match=r"own/css/typo\.css"):
            desk.jinja_env.globals["asset"]("own/css/typo.css")


class TestErrorPages:
    def test_what_one_may_not_see_and_what_is_not_there_are_the_same_bytes_and_headers(self, web: Any) -> None:
        answers = [web.get(address) for address in ("/unseen/7", "/unseen/8", "/nowhere", "/unseen/no%20number")]
        first = answers[0]
        assert first.status_code == 404
        for other in answers[1:]:
            assert other.data == first.data
            assert [h for h in other.headers if h[0] != "Date"] == [h for h in first.headers if h[0] != "Date"]

    def test_an_error_page_carries_no_token_form_address_or_name(self, web: Any) -> None:
        for address in ("/unseen/7", "/fail"):
            text = web.get(address).text
            inspect_page(text)
            for word in ("csrf", "nonce", "<form", "unseen", "Holtby", "RuntimeError"):
                assert word not in text

    @pytest.mark.parametrize(
        ("method", "address", "body", "status", "heading"),
        [
            ("POST", "/fail", b"", 405, "This page does not take that"),
            ("POST", "/form", b"a=1", 400, "This page is too old to send"),
            ("GET", "/fail", b"", 500, "Something went wrong here"),
            ("GET", "/nowhere", b"", 404, "Page not found"),
        ],
    )
    def test_each_error_has_its_plain_page(
        self, web: Any, method: str, address: str, body: bytes, status: int, heading: str
    ) -> None:
        answer = web.open(address, method=method, data=body)
        assert answer.status_code == status
        assert inspect_page(answer.text).headings == [heading]
