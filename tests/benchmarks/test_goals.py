"""A goal is reached when every limit that it sets holds."""

from __future__ import annotations

import pytest

from benchmarks.goals import MILLISECONDS_EACH, Figure, Goal, Reference, is_reached
from benchmarks.measure import Timing

# The middle round is 6, three times the reference.
FIGURE = Figure(
    timing=Timing(rounds=(5.0, 90.0, 6.0)),
    unit=MILLISECONDS_EACH,
    reference=Reference(what="NumPy", value=2.0),
    peak_memory_gib=4.0,
)


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal(must_reach=6), True),
        (Goal(must_reach=5.9), False),
        (Goal(most_times_reference=3), True),
        (Goal(must_reach=6, most_times_reference=2.9), False),
        (Goal(most_memory_gib=4), True),
        (Goal(must_reach=6, most_memory_gib=3.9), False),
        (Goal(must_reach=6, aim=1), True),
        (Goal(aim=1), None),
        (Goal(), None),
    ],
    ids=["at", "above", "ratio at", "ratio above", "memory at", "memory above", "aim missed", "aim alone", "no limit"],
)
def test_every_limit_counts_and_an_aim_is_none(goal: Goal, expected: bool | None) -> None:
    assert is_reached(FIGURE, goal) is expected


def test_a_memory_limit_on_a_figure_without_memory_is_refused() -> None:
    unmeasured = Figure(timing=FIGURE.timing, unit=FIGURE.unit, reference=FIGURE.reference)
    with pytest.raises(ValueError, match="no memory was measured"):
        is_reached(unmeasured, Goal(most_memory_gib=4))
