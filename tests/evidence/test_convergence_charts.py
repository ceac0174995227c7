"""The convergence chart and picture show the trace they are given."""

from __future__ import annotations

import io

import pytest

from optimization.evidence.charts.convergence_chart import convergence_chart
from optimization.evidence.charts.convergence_picture import convergence_picture
from optimization.evidence.charts.convergence_trace import ConvergenceTrace


def trace(growth: tuple[float, ...] = (3.0, 2.4, 1.5, 2.1), *, target_growth: float = 2.0) -> ConvergenceTrace:
    return ConvergenceTrace(
        iterations=tuple(range(len(growth))), growth=growth, target_growth=target_growth, tolerance=0.2
    )


def test_the_best_so_far_never_moves_away_from_the_target() -> None:
    assert trace().best_so_far == (3.0, 2.4, 2.4, 2.1)
    assert trace().best_position == 3


def test_of_two_equally_near_iterations_the_first_is_the_best() -> None:
    assert trace((3.0, 1.5, 2.5)).best_position == 1
    assert trace((3.0, 1.5, 2.5)).best_so_far == (3.0, 1.5, 1.5)


def test_the_growth_axis_holds_every_value_and_the_band() -> None:
    low, high = trace((5.0, 4.0), target_growth=9.0).growth_axis

    assert low < 4.0
    assert high > 9.2


def test_a_trace_without_iterations_is_refused() -> None:
    with pytest.raises(ValueError, match="0 iterations"):
        trace(())


def test_ticks_of_a_long_search_stand_on_whole_iterations_and_stay_few() -> None:
    assert trace((2.0,) * 5).iteration_step == 1
    assert trace((2.0,) * 101).iteration_step == 9


def test_the_chart_draws_growth_target_band_and_best() -> None:
    lines = {line.name: line for line in convergence_chart(trace()).data}

    assert tuple(lines["Growth"].y) == (3.0, 2.4, 1.5, 2.1)
    assert tuple(lines["Best so far"].y) == (3.0, 2.4, 2.4, 2.1)
    assert set(lines["Target"].y) == {2.0}
    assert set(lines["Tolerance"].y) == {1.8, 2.2}
    assert (tuple(lines["Best"].x), tuple(lines["Best"].y)) == ((3,), (2.1,))


def test_the_picture_is_a_png_of_the_size_asked_for() -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(convergence_picture(trace(), width_px=600, height_px=300)))

    picture.load()
    assert (picture.format, picture.size) == ("PNG", (600, 300))


def test_the_picture_depends_on_the_trace_alone() -> None:
    assert convergence_picture(trace()) == convergence_picture(trace())
    assert convergence_picture(trace()) != convergence_picture(trace(target_growth=2.5))


def test_drawing_a_picture_leaves_no_figure_open() -> None:
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    convergence_picture(trace())

    assert pyplot.get_fignums() == before


def test_a_chart_does_not_take_the_theme_of_the_process_that_draws_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from plotly import io as plotly_io

    trace = ConvergenceTrace(iterations=(0, 1), growth=(1.0, 2.0), target_growth=2.0, tolerance=0.1)
    usual = convergence_chart(trace).to_json()
    monkeypatch.setattr(plotly_io.templates, "default", "plotly_dark")
    assert convergence_chart(trace).to_json() == usual
