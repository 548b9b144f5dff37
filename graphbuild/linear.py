"""Linear models whose weights stand in ``data/``: a name, a tab, a weight on each line."""

from collections.abc import Iterable
from functools import cache
from math import exp

from graphbuild.lexicons import table

Feature = tuple[str, float]

# Log odds beyond which a probability is 0 all the same.
LIMIT = 50.0


class LinearModel:
    """Adds up what each feature weighs.

    Args:
        weights: By feature; a feature without a weight says nothing.
    """

    def __init__(self, weights: dict[str, float]) -> None:
        self._weights = weights

    def log_odds(self, features: Iterable[Feature]) -> float:
        """Return the sum of the features' values times their weights."""
        weights = self._weights
        return sum(weights[name] * value for name, value in features if name in weights)

    def probability(self, features: Iterable[Feature]) -> float:
        """Return the log odds as a probability."""
        return 1.0 / (1.0 + exp(-max(self.log_odds(features), -LIMIT)))


@cache
def load_model(name: str) -> LinearModel:
    """Return the model of ``data/NAME.tsv``."""
    return LinearModel({feature: float(weight) for feature, weight in table(name).items()})
