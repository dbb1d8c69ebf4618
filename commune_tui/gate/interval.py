"""How large a share may be of which a sample is known: the upper end of the one-sided 95 % Clopper–Pearson interval.

Clopper and Pearson, Biometrika 26 (1934): the share ``p`` at which so few or fewer would be seen in 5 of 100 samples,
P(X ≤ bad; n, p) = 0.05. It is exact: whatever the true share is, the bound is below it in at most 5 of 100 samples.
Wilson's is shorter and not exact: near 0, where rules are proposed, its upper end is too low more often than it says,
and it would have 52 clean cases do where this one wants 59. Pure.
"""

from __future__ import annotations

import math
from typing import Final

DOUBT: Final = 0.05
"""How often the bound may be below the true share."""
_HALVINGS: Final = 50


def upper(bad: int, of: int) -> float:
    """The most that the share may be when ``bad`` of ``of`` were seen, from 0 to 1; 1 where nothing was."""
    if bad >= of:
        return 1.0
    ways = _ways(bad, of)
    low, high = bad / of, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_most(ways, of, middle) > DOUBT:
            low = middle
        else:
            high = middle
    return high


def enough(bad: int, most: float) -> int:
    """How many have to be seen, with ``bad`` among them, for the bound to be no higher than ``most``."""
    few, many = bad, bad + 1
    while not _shows(bad, many, most):
        few, many = many, many * 2
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if _shows(bad, middle, most) else (middle, many)
    return many


def _shows(bad: int, of: int, most: float) -> bool:
    return _at_most(_ways(bad, of), of, most) <= DOUBT


def _ways(bad: int, of: int) -> list[float]:
    """The logarithms of "``of`` over 0" to "``of`` over ``bad``"."""
    whole = math.lgamma(of + 1)
    return [whole - math.lgamma(each + 1) - math.lgamma(of - each + 1) for each in range(bad + 1)]


def _at_most(ways: list[float], of: int, share: float) -> float:
    """How likely it is to see no more bad ones than that, where ``share`` is between 0 and 1."""
    is_bad, is_good = math.log(share), math.log1p(-share)
    return math.fsum(math.exp(way + bad * is_bad + (of - bad) * is_good) for bad, way in enumerate(ways))
