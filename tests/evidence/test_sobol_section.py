"""The table of Sobol indices where there were points enough for intervals, and where there were not."""

from __future__ import annotations

from dataclasses import replace

from engine_figures import GROWTH, sobol

from optimization.evidence.explorations.sobol_section import sobol_sections, sobol_table
from optimization.evidence.reports.stored_values import as_stored, from_stored
from optimization.search.exploration.sobol_result import MeasureIndices, SobolSensitivity


def without_intervals(indices: MeasureIndices) -> MeasureIndices:
    levers = tuple(
        replace(
            lever,
            first_order=replace(lever.first_order, interval=None),
            total_order=replace(lever.total_order, interval=None),
        )
        for lever in indices.levers
    )
    return replace(indices, levers=levers)


def of_few_points() -> SobolSensitivity:
    """Eight points of each of four matrices."""
    found = sobol()
    measures = {name: without_intervals(indices) for name, indices in found.measures.items()}
    return replace(found, samples=8, evaluations=32, measures=measures)


def test_the_note_of_a_table_names_the_intervals_that_it_has() -> None:
    assert sobol_table(sobol(), GROWTH).note == (
        "Shares of the variance over 256 candidates, every lever drawn between its bounds, with their 95% bootstrap "
        "intervals. Chance can take a small share below zero."
    )


def test_a_table_of_few_points_has_no_intervals_and_says_what_they_take() -> None:
    table = sobol_table(of_few_points(), GROWTH)

    assert table.rows == (("cola_rate", "81.1%", "87.6%"), ("new_hire_salary_adjustment", "12.3%", "15.7%"))
    assert table.note == (
        "Shares of the variance over 32 candidates, every lever drawn between its bounds. Chance can take a small "
        "share below zero. Intervals are left out: 8 points of each matrix are too few for them. Allow 256 evaluations "
        "at least, 64 points."
    )


def test_a_still_measure_of_few_points_keeps_its_sentence() -> None:
    _, still = sobol_sections(of_few_points())

    assert still.section.text.startswith("equity_cv is the same at all 32 candidates")


def test_indices_without_intervals_are_stored_and_read_again() -> None:
    found = of_few_points()

    assert from_stored(SobolSensitivity, as_stored(SobolSensitivity, found)) == found
