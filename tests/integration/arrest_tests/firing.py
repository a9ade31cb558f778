"""A scenario for each numbered rule that makes it appear on a page, or in what an action answers, and nowhere else.

What a page showed and what an action said is kept as it was given back; no scenario calls a rule.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from pathways.auth.roles import Rank, Role, Viewer
from pathways.law.rules.tables import table
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused
from tests import county
from tests.integration.arrest_tests.custody_scenes import again, arrested_for, in_custody

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Stage:
    """A custody officer at a desk, and everything that pages and actions gave back."""

    client_of: Callable[..., Any]
    clock: Any
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.user = county.user(Role.CO)
        self.officer: Viewer = county.viewer_of(self.user)
        self.client = self.client_of(self.user, Role.CO)

    def detained(self, code: str = "TA68-1", *, about: dict[str, Any] | None = None, **detention: Any) -> EpisodeView:
        """Somebody in custody at a notified suite for one offence, arrested with the detention."""
        view = in_custody(self.officer, **detention)
        arrested_for(self.officer, view, code, **(about or {}))
        return again(self.officer, view)

    def sees(self, address: str, typed: dict[str, Any] | None = None, *, client: Any = None) -> str:
        """What a page shows, or answers to what is sent; where it leads on, also what the next page shows."""
        browser = client or self.client
        answer = browser.get(address) if typed is None else browser.post(address, typed)
        self.heard.append(answer.text)
        if answer.status_code == 302 and typed is not None:
            self.heard.append(browser.get(answer.location).text)
        return str(answer.text)

    def answer(self, view: EpisodeView) -> str:
        """The page of the offences: whether a sample may be asked for."""
        return self.sees(f"/episodes/{view.episode.id}/offences")

    def test(self, view: EpisodeView, typed: dict[str, Any] | None = None) -> str:
        return self.sees(f"/episodes/{view.episode.id}/test", typed)

    def assessment(self, view: EpisodeView, typed: dict[str, Any] | None = None) -> str:
        return self.sees(f"/episodes/{view.episode.id}/required-assessment", typed)

    def refused(self, act: Callable[..., object], **facts: Any) -> None:
        """What an action says when it refuses."""
        with pytest.raises(Refused) as refusal:
            act(**facts)
        self.heard += [reason.message for reason in refusal.value.reasons]

    def senior(self, rank: Rank = Rank.INSPECTOR) -> Viewer:
        return county.viewer_of(county.user(Role.CO, rank=rank))

    def rules_heard(self) -> set[str]:
        """Which numbered rules were said in the words of the table."""
        words = " ".join(" ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split()) for text in self.heard)
        return {code for code, pattern in PATTERNS.items() if pattern.search(words)}


Scenario = Callable[[Stage], None]
FIRES: dict[str, Scenario] = {}


def fires(code: str) -> Callable[[Scenario], Scenario]:
    """Mark the scenario that makes a rule appear."""

    def marked(scenario: Scenario) -> Scenario:
        assert code not in FIRES, code
        FIRES[code] = scenario
        return scenario

    return marked


def _pattern(words: str) -> re.Pattern[str]:
    """The words of a rule with whatever stands in each place; before the first words anything, a letter of which is enough:
    a search that may begin in 500 places for each of them takes a thousand times as long."""
    first, *parts = [re.escape(part) for part in re.split(r"\{\w+\}", words)]
    return re.compile(".{1,500}?".join([first, *parts] if first else [f".{parts[0]}", *parts[1:]]))


PATTERNS = {row["code"]: _pattern(row["stops"]) for row in table("testing_rules") if row["planned"]}
