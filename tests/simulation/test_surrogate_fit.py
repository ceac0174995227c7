"""Quadratic surfaces and the points they are fitted to."""

from __future__ import annotations

import numpy as np
import pytest

from optimization.errors import BadInputError
from optimization.simulation.surrogate_design import HELD_OUT_POINTS, surface_design
from optimization.simulation.surrogate_fit import fit_quadratic_surface, quadratic_terms, term_count


def test_the_terms_of_two_levers_are_the_constant_the_levers_their_squares_and_product() -> None:
    terms = quadratic_terms(np.array([[2.0, 3.0]]))
    assert terms.tolist() == [[1, 2, 3, 4, 6, 9]]


@pytest.mark.parametrize(("dimensions", "terms"), [(1, 3), (2, 6), (7, 36), (17, 171)])
def test_a_full_quadratic_has_as_many_terms_as_counted(dimensions: int, terms: int) -> None:
    assert term_count(dimensions) == terms == quadratic_terms(np.zeros((1, dimensions))).shape[1]


def test_a_quadratic_is_found_again_from_its_values() -> None:
    points = surface_design(2, seed=5).fitted
    x, y = points.T
    surface = fit_quadratic_surface(points, np.stack([4 - x + 3 * y**2, 2 * x * y], axis=1))
    assert surface.at(np.array([0.5, -1.0])) == pytest.approx([6.5, -1.0])


def test_the_surface_is_the_one_of_least_squares() -> None:
    # Two values, 3 and 9, at the middle: the parabola 6 - 6 x^2 passes between them and through both ends.
    points = np.array([[-1.0], [0.0], [1.0], [-1.0], [0.0], [1.0]])
    surface = fit_quadratic_surface(points, np.array([[0.0], [3.0], [0.0], [0.0], [9.0], [0.0]]))
    assert surface.at(np.array([0.0])) == pytest.approx([6.0])
    assert surface.at(np.array([0.5])) == pytest.approx([4.5])


@pytest.mark.parametrize(
    ("points", "complaint"),
    [([[-1.0], [1.0]], "2 design points determine 2 of the 3 terms"), ([[-1.0], [1.0]] * 3, "6 design points")],
    ids=["too_few", "too_alike"],
)
def test_points_that_leave_a_term_open_are_refused(points: list[list[float]], complaint: str) -> None:
    with pytest.raises(BadInputError, match=complaint):
        fit_quadratic_surface(np.array(points), np.zeros((len(points), 1)))


@pytest.mark.parametrize("dimensions", [1, 7, 17])
def test_a_design_is_twice_the_terms_and_points_held_out_in_every_part_of_the_cube(dimensions: int) -> None:
    design = surface_design(dimensions, seed=11)
    assert design.fitted.shape == (2 * term_count(dimensions), dimensions)
    assert design.held_out.shape == (HELD_OUT_POINTS, dimensions)
    for points in (design.fitted, design.held_out):
        assert (np.abs(points) <= 1).all()
        shares = np.stack([(points < -0.5).mean(axis=0), (points > 0.5).mean(axis=0)])
        # An even spread has a quarter of the points in each outer quarter of each lever's range.
        assert (shares > 0.1).all()
        assert (shares < 0.4).all()
    together = np.vstack([design.fitted, design.held_out])
    assert len(np.unique(together, axis=0)) == len(together)


def test_a_seed_chooses_the_design() -> None:
    assert (surface_design(3, seed=1).fitted == surface_design(3, seed=1).fitted).all()
    assert (surface_design(3, seed=1).fitted != surface_design(3, seed=2).fitted).any()
