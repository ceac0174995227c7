"""Dominance, knees and volumes of fronts that can be drawn on squared paper."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from optimization.search.exploration.front_choice import shown_points
from optimization.search.exploration.pareto_dominance import dominates, hypervolume, knee_point, non_dominated


def array(*rows: tuple[float, ...]) -> NDArray[np.float64]:
    return np.array(rows, dtype=np.float64)


STAIRS = array((1, 4), (2, 2), (4, 1))


def test_a_point_is_dominated_by_one_that_is_no_worse_anywhere_and_better_somewhere() -> None:
    points = array((2, 2), (2, 3), (1, 4), (3, 1), (3, 3), (1, 4.5))

    assert non_dominated(points).tolist() == [True, False, True, True, False, False]


def test_of_equal_points_the_first_is_kept() -> None:
    assert non_dominated(array((2, 2), (1, 3), (2, 2), (1, 3))).tolist() == [True, True, False, False]


def test_three_objectives_keep_what_is_best_in_any_trade() -> None:
    points = array((1, 2, 3), (3, 2, 1), (2, 2, 2), (2, 2, 3), (1, 2, 3.5))

    assert non_dominated(points).tolist() == [True, True, True, False, False]


def test_without_points_nothing_is_kept() -> None:
    assert non_dominated(np.empty((0, 2))).tolist() == []


def test_nothing_dominates_its_equal() -> None:
    assert dominates(STAIRS, np.array([2.0, 2.0])).tolist() == [False, False, False]
    assert dominates(STAIRS, np.array([2.0, 2.5])).tolist() == [False, True, False]


@pytest.mark.parametrize("objectives", [2, 3])
def test_the_kept_points_are_those_that_a_look_at_every_pair_keeps(objectives: int) -> None:
    # Whole numbers, so that ties and equal points are met, and none near the ideal, which would dominate all.
    points = np.random.default_rng(1).integers(0, 6, size=(80, objectives)).astype(np.float64)
    points = points[points.sum(axis=1) > 4]
    expected = [
        not any(
            (all(other <= point) and any(other < point)) or (position < here and all(other == point))
            for position, other in enumerate(points)
        )
        for here, point in enumerate(points)
    ]

    assert non_dominated(points).tolist() == expected
    assert 1 < sum(expected) < len(expected)


def test_the_knee_is_the_point_farthest_below_the_line_through_the_ends() -> None:
    # The line is x + y = 10; below it lie (2, 3) by 5, (1, 6) by 3 and (6, 1) by 3.
    assert knee_point(array((0, 10), (1, 6), (2, 3), (6, 1), (10, 0))) == 2


def test_the_knee_does_not_depend_on_the_units() -> None:
    front = array((0, 10), (1, 6), (2, 3), (6, 1), (10, 0))

    assert knee_point(front * [1e6, 1e-3] + [5e7, 2.0]) == 2


def test_the_knee_of_three_objectives_lies_farthest_below_the_plane() -> None:
    # The plane through the ends is x + y + z = 2, where each is best in one objective and worst in the others.
    ends = array((0, 1, 1), (1, 0, 1), (1, 1, 0))
    inner = array((0.5, 0.5, 0.6), (0.2, 0.3, 0.4), (0.1, 0.9, 0.8))

    assert knee_point(np.vstack([ends, inner])) == 4


def test_a_front_on_a_line_has_its_knee_nearest_to_the_ideal() -> None:
    assert knee_point(array((0, 1), (0.25, 0.75), (0.5, 0.5), (0.9, 0.1), (1, 0))) == 2


def test_a_front_that_bulges_outwards_has_its_knee_nearest_to_the_ideal() -> None:
    # Distances from (0, 0): 1, 1.12, 1.20 and 1.
    assert knee_point(array((0, 1), (0.6, 0.95), (0.9, 0.8), (1, 0))) in (0, 3)


def test_a_front_without_trade_in_one_objective_has_its_knee_nearest_to_the_ideal() -> None:
    # The third column never moves, so the ends span no plane: distances are 1, sqrt(0.2 ** 2 + 0.3 ** 2) and 1.
    assert knee_point(array((0, 1, 7), (0.2, 0.3, 7), (1, 0, 7))) == 1


def test_a_front_of_one_point_has_its_knee_there() -> None:
    assert knee_point(array((3, 4))) == 0


def test_the_area_under_stairs_is_the_sum_of_its_steps() -> None:
    # Within (5, 5): 1 wide and 1 high from x = 1, 2 wide and 3 high from x = 2, 1 wide and 4 high from x = 4.
    assert hypervolume(STAIRS, np.array([5.0, 5.0])) == 1 + 6 + 4


def test_dominated_and_equal_points_add_nothing() -> None:
    more = np.vstack([STAIRS, STAIRS, array((3, 3), (4.5, 4.5))])

    assert hypervolume(more, np.array([5.0, 5.0])) == 11


def test_points_that_are_not_better_than_the_reference_in_everything_add_nothing() -> None:
    beyond = np.vstack([STAIRS, array((0, 5), (5, 0), (-3, 6), (7, 7))])

    assert hypervolume(beyond, np.array([5.0, 5.0])) == 11
    assert hypervolume(STAIRS, np.array([1.0, 1.0])) == 0
    assert hypervolume(np.empty((0, 2)), np.array([1.0, 1.0])) == 0


def test_the_volume_of_overlapping_boxes_counts_what_they_share_once() -> None:
    # Boxes to (3, 3, 3): 3 x 2 x 1, 1 x 3 x 2 and 2 x 1 x 3 are 18; they share pairwise 1 x 2 x 1, 1 x 1 x 2 and
    # 2 x 1 x 1, and all three share 1 x 1 x 1: 18 - 6 + 1.
    boxes = array((0, 1, 2), (2, 0, 1), (1, 2, 0))

    assert hypervolume(boxes, np.array([3.0, 3.0, 3.0])) == 13


@pytest.mark.parametrize("objectives", [2, 3])
def test_the_volume_is_that_of_the_library(objectives: int) -> None:
    moocore = pytest.importorskip("moocore")
    rng = np.random.default_rng(5)
    for size in (1, 7, 40):
        points = rng.random((size, objectives))
        reference = np.full(objectives, 0.8)
        assert hypervolume(points, reference) == pytest.approx(moocore.hypervolume(points, ref=reference), rel=1e-12)


def test_a_long_front_is_thinned_to_its_ends_its_knee_and_the_points_between_them() -> None:
    # Many points near the left end; nothing beats today.
    front = array((0, 10), (0.1, 9.8), (0.2, 9.6), (1, 4), (2, 3), (5, 1.5), (9, 0))
    today = np.array([-1.0, -1.0])

    # The ends, the knee at (1, 4), and what is farthest from these three.
    assert shown_points(front, today=today, count=4) == [0, 3, 5, 6]
    assert shown_points(front, today=today, count=7) == list(range(7))


def test_a_point_that_is_better_than_today_is_kept() -> None:
    front = array((0, 10), (0.1, 9.8), (0.2, 9.6), (1, 4), (2, 3), (5, 1.5), (9, 0))

    assert shown_points(front, today=np.array([0.15, 9.9]), count=4) == [0, 1, 3, 6]
    # The knee, kept in any case, is better than this one.
    assert shown_points(front, today=np.array([2.5, 5.0]), count=4) == [0, 3, 5, 6]


def test_shown_points_leave_out_what_is_dominated_and_go_by_the_first_objective() -> None:
    points = array((9, 0), (9, 9), (1, 4), (0, 10), (2, 5))

    assert shown_points(points, today=np.array([-1.0, -1.0]), count=4) == [3, 2, 0]
