"""How mean pay may be measured, as the tab of impact offers it: the method of searches first, each by a title."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.search.loop.target_loop_config import TargetLoopConfig
from optimization.simulation.protocol import GrowthMethod

# A search is for growth by the first unless it is asked otherwise, so figures before it are of the same.
GROWTH_METHODS: tuple[GrowthMethod, ...] = tuple(
    sorted(GrowthMethod, key=lambda method: method is not TargetLoopConfig.model_fields["method"].default)
)
METHOD_NOTE = (
    "Full year equivalent: annual salaries of all who are active at year end. Current: what they were paid for their "
    "days of the year. Continuous: the same, without the year's hires."
)
_TITLES: Mapping[GrowthMethod, str] = {
    GrowthMethod.FULL_YEAR_EQUIVALENT: "full year equivalent",
    GrowthMethod.CURRENT: "current",
    GrowthMethod.CONTINUOUS: "continuous",
}


def method_title(method: GrowthMethod) -> str:
    """The method within a sentence."""
    return _TITLES[method]
