"""What growth the levers can reach within their room, and the path of least change that leads there."""

from __future__ import annotations

from collections.abc import Sequence

from optimization.parameters.lever_cells import LeverCell
from optimization.search.loop.first_batch import ROUNDING_OF_GROWTH, FirstBatch, one_lever_away
from optimization.search.loop.lever_paths import LeverPath, least_change_path
from optimization.search.loop.loop_run import GrowthEvaluation, LoopRun, nearest_to_target
from optimization.search.movable_levers import STEPPED_FAMILY, MovableLever


class Reach:
    """The corners of most and of least growth, and what is still to be simulated before a target is out of reach.

    Where growth is monotone in each lever, the responses that the first batch measured name both corners. Where it is
    not, or where a lever's response turns with the others, a candidate that no single lever moved to a bound, or with
    steps to tenths of its room, betters is taken for the extreme. Promotions that showed no response are left out.
    """

    def __init__(self, run: LoopRun, *, levers: Sequence[MovableLever], first: FirstBatch) -> None:
        self._run = run
        self._levers = levers
        # Nobody is promoted from the top level, or from one that is empty: each such setting would cost a population.
        self._responding = [
            lever
            for lever, response in zip(levers, first.responses, strict=True)
            if response != 0 or lever.family != STEPPED_FAMILY
        ]
        self._first = first
        self._rising = first.today.gap > 0
        self._corner = first.corner(rising=self._rising)
        self._opposite = first.corner(rising=not self._rising)

    @property
    def is_range_known(self) -> bool:
        """Whether both corners have been simulated."""
        return all(self._run.seen(corner) is not None for corner in (self._corner, self._opposite))

    @property
    def extreme(self) -> GrowthEvaluation:
        """Of all seen, the candidate furthest in the target's direction; the first of equals."""
        sign = 1 if self._rising else -1
        return max(self._run.all_seen, key=lambda found: sign * round(found.growth / ROUNDING_OF_GROWTH))

    @property
    def unknown(self) -> list[dict[LeverCell, float]]:
        """What is not simulated yet: the corners and, while nothing seen reaches the target, what may do better."""
        corner_is_seen = self._run.seen(self._corner) is not None
        extreme = self.extreme.vector.cells if corner_is_seen else self._corner
        betters = [] if self._reaching else one_lever_away(self._responding, extreme)
        wanted = (self._corner, self._opposite, *betters)
        return [cells for cells in wanted if self._run.seen(cells) is None]

    def path(self) -> LeverPath:
        """The path of least change, on to the corner and, when nothing known to lie on it does, to what reaches.

        The corner lies elsewhere than the path's end when a lever responds one way near today and another way there.
        """
        path = least_change_path(self._levers, responses=self._first.responses, start={}, rising=self._rising)
        path = path.with_detour(self._corner)
        reaching = self._reaching
        if reaching and not any(self._run.seen(path.at(end)) in reaching for end in path.ends):
            path = path.with_detour(nearest_to_target(reaching).vector.cells)
        return path

    @property
    def _reaching(self) -> list[GrowthEvaluation]:
        """The candidates seen to lie at the target or beyond it, from today's levers."""
        meets, today = self._run.meets_target, self._first.today
        return [found for found in self._run.all_seen if found.gap * today.gap <= 0 or meets(found)]
