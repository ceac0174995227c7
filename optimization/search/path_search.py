"""A bracketing root-finder along a path of levers, several candidates per batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimization.parameters.lever_cells import LeverCell
from optimization.search.lever_paths import Path
from optimization.search.loop_run import GrowthEvaluation, LoopRun, nearest_to_target
from optimization.search.root_bracket import (
    Bracket,
    Point,
    even_guesses,
    first_guesses,
    nearest_bracket,
    next_guesses,
)

# Interpolation that shrinks the bracket less than this many times has met a step; the next batch divides evenly.
USEFUL_SHRINKAGE = 3.0
# Growth at both sides of a bracket that stays the same while this many batches shrink it is a jump between two levels
# of growth: a curve would have moved at one of its sides.
BATCHES_TO_PROVE_A_JUMP = 3


class PathSearch:
    """Points of one path that were evaluated, and the next ones to look at."""

    def __init__(self, path: Path, *, start: GrowthEvaluation) -> None:
        self.path = path
        self._evaluations: dict[float, GrowthEvaluation] = {0.0: start}
        self._divides_evenly = False
        self._batches_without_news = 0

    @property
    def nearest(self) -> GrowthEvaluation:
        """The evaluated point nearest to the target."""
        return nearest_to_target(self._evaluations.values())

    @property
    def nearest_before_the_end(self) -> GrowthEvaluation:
        """The same, but the far end only where the target lies at it or beyond: else less change does."""
        bracket = self.bracket
        if bracket is None or bracket.right == Point(self.path.length, 0.0):
            return self.nearest
        return nearest_to_target(found for place, found in self._evaluations.items() if place < self.path.length)

    @property
    def end(self) -> GrowthEvaluation | None:
        """The far end of the path, None until it has been evaluated."""
        return self._evaluations.get(self.path.length)

    @property
    def is_used_up(self) -> bool:
        """Whether the path ends on the side of the target where it began."""
        return self.end is not None and self.bracket is None

    @property
    def bracket(self) -> Bracket | None:
        """The bracket of the target nearest to the path's start."""
        return nearest_bracket(self._points())

    @property
    def sides(self) -> tuple[GrowthEvaluation, GrowthEvaluation] | None:
        """The evaluations on either side of the target, the start's side first."""
        bracket = self.bracket
        return None if bracket is None else (self._evaluations[bracket.left.x], self._evaluations[bracket.right.x])

    @property
    def met_a_jump(self) -> bool:
        """Whether growth jumps over the target, so that no point of the path meets it."""
        bracket = self.bracket
        cannot_divide = bracket is not None and not even_guesses(bracket)
        return cannot_divide or self._batches_without_news >= BATCHES_TO_PROVE_A_JUMP

    def add(self, coordinate: float, evaluation: GrowthEvaluation) -> None:
        """Take note of a point that was evaluated elsewhere."""
        self._evaluations[coordinate] = evaluation

    def advance(self, run: LoopRun, *, others: Sequence[Mapping[LeverCell, float]] = ()) -> list[GrowthEvaluation]:
        """Evaluate one batch; on a path that is used up, only the others.

        Args:
            run: Where candidates are evaluated.
            others: Candidates off the path that share the batch.

        Returns:
            The evaluations of `others`.
        """
        before = self.bracket
        coordinates = [] if self.is_used_up else self._guesses(before)
        batch = run.evaluate([*map(self.path.at, coordinates), *others])
        self._evaluations.update(zip(coordinates, batch[: len(coordinates)], strict=True))
        after = self.bracket
        if before is not None and after is not None:
            self._divides_evenly = not self._divides_evenly and after.width * USEFUL_SHRINKAGE > before.width
            same = (before.left.value, before.right.value) == (after.left.value, after.right.value)
            self._batches_without_news = self._batches_without_news + 1 if same else 0
        return batch[len(coordinates) :]

    def _guesses(self, bracket: Bracket | None) -> list[float]:
        points = self._points()
        if bracket is None or bracket.width == self.path.length:
            return first_guesses(points, length=self.path.length)
        guesses = [] if self._divides_evenly else next_guesses(points, bracket)
        return guesses or even_guesses(bracket)

    def _points(self) -> list[Point]:
        """Growth past the target in the path's direction: negative at the start, positive beyond the target."""
        sign = -1.0 if self.path.rising else 1.0
        return [Point(coordinate, sign * evaluation.gap) for coordinate, evaluation in self._evaluations.items()]
