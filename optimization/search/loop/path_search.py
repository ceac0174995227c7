"""The search for the target along one path of levers: the points that were evaluated, and the next ones to look at."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.search.loop.lever_paths import LeverPath
from optimization.search.loop.loop_run import GrowthEvaluation, LoopRun, nearest_to_target
from optimization.search.loop.root_bracket import Bracket, Point, even_guesses, guesses, nearest_bracket

# Levers are kept to eight decimals: points of a path that are closer than this share of it are the same levers.
SMOOTH_RESOLUTION = 1e-8
# Where promotions move growth in steps, this many batches find two neighbours. (Of forty points each, they leave a
# seventy-thousandth of the path, on which hardly ever more than one person is promoted.)
BATCHES_TO_FIND_A_STEP = 3


class PathSearch:
    """A bracketing root-finder along a path.

    Args:
        path: Where to look.
        run: Knows the points of the path that were evaluated before.
        has_steps: Whether growth moves in steps along the path, so that interpolation soon stops to help.
    """

    def __init__(self, path: LeverPath, *, run: LoopRun, has_steps: bool) -> None:
        # A lever that is expected to move growth little moves far within a short piece of path, past many a step.
        self.path = path.by_distance() if has_steps else path
        self.batches = 0
        self.has_steps = has_steps
        self._run = run
        known = {place: run.seen(self.path.at(place)) for place in (0.0, *self.path.ends)}
        self._evaluations = {place: found for place, found in known.items() if found is not None}

    @property
    def nearest(self) -> GrowthEvaluation:
        """The evaluated point nearest to the target; an end beyond it only to meet it, or where growth jumps."""
        nearest = nearest_to_target(self._evaluations.values())
        return nearest if self.met_a_jump or self._run.meets_target(nearest) else self.nearest_but_ends_beyond

    @property
    def nearest_but_ends_beyond(self) -> GrowthEvaluation:
        """The same without the path's ends beyond the target, before which less change does."""
        within = (point.x for point in self._points() if point.x not in self.path.ends or point.value <= 0)
        return nearest_to_target(self._evaluations[place] for place in within)

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
    def is_used_up(self) -> bool:
        """Whether the path's ends lie on the side of the target where it begins."""
        return self.bracket is None and all(end in self._evaluations for end in self.path.ends)

    @property
    def met_a_jump(self) -> bool:
        """Whether the sides of the target are neighbours, with nothing to tell apart between them."""
        bracket = self.bracket
        if bracket is None:
            return False
        found_a_step = self.has_steps and self.batches >= BATCHES_TO_FIND_A_STEP
        return found_a_step or bracket.width <= SMOOTH_RESOLUTION * self.path.length

    def next_places(self, count: int) -> list[float]:
        """About so many coordinates to evaluate, and the ends that are still unknown."""
        unknown = [end for end in self.path.ends if end not in self._evaluations]
        if self.is_used_up:
            return []
        if self.has_steps:
            bracket = self.bracket
            left, right = (0.0, self.path.length) if bracket is None else (bracket.left.x, bracket.right.x)
            return [*even_guesses(left, right, count=count), *unknown]
        return [*guesses(self._points(), length=self.path.length, count=count), *unknown]

    def add(self, found: Mapping[float, GrowthEvaluation]) -> None:
        """Take note of a batch: coordinates and what they gave."""
        self.batches += 1
        self._evaluations.update(found)

    def _points(self) -> list[Point]:
        """Growth past the target in the path's direction: negative at the start, positive beyond the target."""
        sign = -1.0 if self.path.rising else 1.0
        return [Point(place, sign * found.gap) for place, found in self._evaluations.items()]
