"""The measures of a strategy, read from the figures of other reports as they were made and stay."""

from pathways.reporting.queries.figures import editions_made, kept
from pathways.reporting.queries.records import Counting
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.strategy import StrategyView, editions_of, strategy_view
from pathways.reporting.rules.strategy_data import STRATEGIES


def strategy(viewer: Counting, edition: Edition) -> StrategyView:
    """The measures of a year as known on a day, whichever report's figures name the two."""
    wanted = editions_of(STRATEGIES, edition.days, edition.as_at, editions_made(viewer, *STRATEGIES.reports))
    read = {each.edition.report: each for each in kept(viewer, wanted.values())}
    return strategy_view(STRATEGIES, edition.days, edition.as_at, read)
