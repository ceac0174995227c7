"""What a measurement must reach, what it came to, and whether it got there."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measure import Timing

SECONDS = "s"
MILLISECONDS_EACH = "ms each"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Upper limits in the figure's unit; None where there is none."""

    must_reach: float | None = None
    aim: float | None = None
    most_times_reference: float | None = None
    most_memory_gib: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What a figure is compared with, measured in the same run and in the same unit."""

    what: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one piece of work took, in `unit`; memory is the most that its process held, where that was measured."""

    timing: Timing
    unit: str
    reference: Reference
    peak_memory_gib: float | None = None

    @property
    def value(self) -> float:
        """The middle round."""
        return self.timing.median

    @property
    def times_reference(self) -> float:
        """The figure over its reference."""
        return self.value / self.reference.value


def is_reached(figure: Figure, goal: Goal) -> bool | None:
    """Whether every limit holds; None where there is none. The aim is a wish, and no limit.

    Raises:
        ValueError: memory has a limit and was not measured.
    """
    if goal.most_memory_gib is not None and figure.peak_memory_gib is None:
        raise ValueError(f"The limit is {goal.most_memory_gib:g} GiB, but no memory was measured.")
    held = [
        measured <= limit
        for measured, limit in (
            (figure.value, goal.must_reach),
            (figure.times_reference, goal.most_times_reference),
            (figure.peak_memory_gib, goal.most_memory_gib),
        )
        if limit is not None and measured is not None
    ]
    return all(held) if held else None
