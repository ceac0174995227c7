"""The tables of an engine run and of what was found around its answer, row by row."""

from __future__ import annotations

from dataclasses import replace

from engine_figures import GROWTH, SURFACE_ERROR, drivers, engine_result, front, metrics, robustness, sensitivity, sobol

from optimization.evidence.engine.engine_goal_tables import constraints_table, targets_table, terms_table
from optimization.evidence.engine.engine_levers import engine_levers_table
from optimization.evidence.engine.engine_search_tables import alternatives_table, history_table, improving_points
from optimization.evidence.engine.surface_error_table import surface_error_table
from optimization.evidence.explorations.drivers_section import driver_parts, drivers_sections, drivers_table
from optimization.evidence.explorations.front_section import front_section, front_sentences, front_table
from optimization.evidence.explorations.robustness_section import robustness_section, robustness_table
from optimization.evidence.explorations.sensitivity_section import interactions_table, sensitivity_table, tornado_bars
from optimization.evidence.explorations.sobol_section import sobol_sections, sobol_table
from optimization.evidence.reports.report_table import ReportTable
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.engine_config import engine_config
from optimization.search.engine_result import ConstraintOutcome, SyntheticComparison
from optimization.search.exploration.front_terms import Term
from optimization.simulation.protocol import GrowthMethod

METHOD = GrowthMethod.FULL_YEAR_EQUIVALENT


def rows(table: ReportTable) -> dict[str, tuple[str, ...]]:
    return {first: tuple(rest) for first, *rest in table.rows}


def test_terms_stand_with_weights_and_add_up_to_the_objective() -> None:
    assert rows(terms_table(engine_result())) == {
        "Cost": ("0.4", "1.000000", "0.985238", "−0.014762", "−1.48%", "0.394095"),
        "Equity": ("0.3", "1.000000", "0.950000", "−0.050000", "−5.00%", "0.285000"),
        "Targets": ("0.3", "0.251234", "0.010100", "−0.241134", "−95.98%", "0.003030"),
        "Objective": ("", "0.775370", "0.682095", "−0.093275", "−12.03%", "0.682095"),
    }


def test_a_term_that_could_not_be_measured_is_not_available() -> None:
    result = engine_result()
    unmeasured = replace(result, objective_terms=replace(result.objective_terms, equity=None))

    assert rows(terms_table(unmeasured))["Equity"] == ("0.3", "1.000000", "n/a", "n/a", "n/a", "n/a")


def test_targets_stand_in_the_unit_of_their_metric() -> None:
    assert rows(targets_table(engine_result())) == {
        GROWTH: ("high", "2.000%", "0.100 pp", "3.000%", "2.040%", "+0.040 pp", "yes"),
        "wage_bill@2026": ("low", "1,000,000", "12,345", "1,050,000", "1,034,500", "+34,500", "no"),
    }


def test_constraints_stand_with_limit_value_and_room_whichever_side_is_allowed() -> None:
    assert rows(constraints_table(engine_result())) == {
        "total_compensation_cost <= 2080000": ("2,080,000", "2,100,000", "2,069,000", "+11,000", "yes"),
        "merit spread over levels <= 0.03": ("3.000%", "0.400%", "2.000%", "+1.000 pp", "yes"),
        "equity_cv >= 0.05": ("0.0500", "0.1100", "0.1045", "+0.0545", "yes"),
    }


def test_a_broken_constraint_has_less_than_no_room() -> None:
    result = engine_result()
    budget, *others = result.constraints
    broken = replace(result, constraints=(replace(budget, after=9_000.0), *others))

    assert rows(constraints_table(broken))[budget.name] == ("2,080,000", "2,100,000", "2,089,000", "−9,000", "no")


def test_the_error_of_a_surface_begins_with_what_the_question_is_about() -> None:
    result = engine_result()
    searched = SyntheticComparison(
        estimated_objective=0.67, simulated_objective=0.69, simulations=90, surface_errors=(SURFACE_ERROR,)
    )

    table = surface_error_table(replace(result, synthetic=searched))

    # Growth by the question's method, cost and dispersion count; wage_bill@2026 is a target.
    assert table.rows == (
        ("Total compensation cost", "42", "1,234", "567"),
        ("Pay dispersion (equity_cv)", "42", "0.000340", "0.000120"),
        ("Pay growth, full_year_equivalent", "42", "0.021 pp", "0.005 pp"),
        ("wage_bill, all years", "42", "432", "123"),
        ("closing_headcount", "42", "2", "1"),
        ("Pay growth, current", "42", "0.090 pp", "0.040 pp"),
        ("yoy_growth_current, all years", "42", "0.110 pp", "0.050 pp"),
    )
    assert "16 candidates that it was not fitted to, beside 72 that it was" in table.note
    assert surface_error_table(result).rows == ()


def test_a_front_whose_searches_used_up_their_share_may_lie_further_out() -> None:
    assert "further out" not in front_sentences(front())
    assert front_sentences(replace(front(), is_settled=False)).endswith("so the front may lie further out.")


def test_an_order_of_merit_rates_shows_the_largest_step_against_it() -> None:
    order = ConstraintOutcome(
        name="merit rates non-decreasing with the level", unit="fraction", before=0.002, after=0.0
    )
    result = replace(engine_result(), config=engine_config(merit_order="non_decreasing"), constraints=(order,))

    assert rows(constraints_table(result)) == {order.name: ("0.000%", "0.200%", "0.000%", "0.000 pp", "yes")}


def test_levers_know_the_bound_they_sit_at(catalogue: LeverCatalogue) -> None:
    table = rows(engine_levers_table(engine_result(), catalogue=catalogue))

    assert table["cola_rate"] == ("1.500%", "1.000%", "−0.500 pp", "−33.33%", "1% to 8%", "at its lower bound")
    assert table["merit_rate_level_5"][-1] == "beyond the recommended 2% to 4.5%"
    assert table["merit_rate_level_3@2026"][-1] == "locked"
    assert not [name for name in table if name.startswith("promotion_")]


def test_alternatives_stand_below_today_and_the_answer(catalogue: LeverCatalogue) -> None:
    table = rows(alternatives_table(engine_result(), catalogue=catalogue))

    assert list(table) == ["Today's levers", "Proposal", "lowest cost"]
    assert table["lowest cost"][:-1] == ("0.733333", "2,037,000", "−3.00%", "n/a", "0.444400")
    assert "cola_rate 1.000%, new_hire_salary_adjustment 1.0500" in table["lowest cost"][-1]


def test_a_step_that_brought_next_to_nothing_is_left_out() -> None:
    result = engine_result()
    first, second, last = result.history
    idle = replace(second, step=3, best_objective=second.best_objective - 1e-6)
    longer = replace(result, history=(first, second, idle, replace(last, step=4)))

    assert [row[0] for row in history_table(longer).rows] == ["1", "2", "4"]


def test_the_objective_is_drawn_from_the_first_step_that_breaks_nothing() -> None:
    result = engine_result()

    assert improving_points(result.history) == [(20, 0.7123), (57, 0.682095)]
    never = tuple(replace(record, best_violation=0.5) for record in result.history)
    assert [count for count, _ in improving_points(never)] == [3, 20, 57]


def test_drivers_stand_beside_todays_and_their_sum_is_the_growth() -> None:
    table = rows(drivers_table(drivers(cola=0.0101, merit=0.0256), before=drivers(cola=0.0151, merit=0.0302)))

    assert table["COLA"] == ("1.510%", "1.010%", "−0.500 pp")
    assert table["Pay growth"] == ("2.991%", "2.031%", "−0.960 pp")
    # 0.00001 of 0.02031.
    assert table["Residual, as a share of growth"] == ("0.0334%", "0.0492%", "")


def test_growth_without_parts_has_a_sentence_and_no_chart() -> None:
    found = drivers(cola=0.01, merit=0.02)
    unmeasured = replace(found, years={**found.years, 2026: replace(found.years[2026], leaver_mix=None)})

    first, _ = drivers_sections(unmeasured, before=None)

    assert not driver_parts(unmeasured)
    assert not first.figures
    assert "growth has no parts" in first.section.text
    assert rows(drivers_table(unmeasured))["Leaver mix"] == ("n/a",)


def test_sensitivities_stand_by_the_objective_and_say_where_a_bound_is_near() -> None:
    assert sensitivity_table(sensitivity()).rows == (
        ("cola_rate", "1.000%", "+0.077 pp", "+0.000321", "above only"),
        ("new_hire_salary_adjustment", "1.0500", "+0.010 pp", "−0.000055", "both sides"),
    )
    assert rows(interactions_table(sensitivity())) == {
        "cola_rate and new_hire_salary_adjustment": ("+0.002 pp", "+0.000017")
    }


def test_a_tornado_bar_has_no_label_on_a_side_that_was_not_probed() -> None:
    cola, hires = tornado_bars(sensitivity(), GROWTH)

    assert (cola.low_label, cola.high_label) == ("", "1.100%")
    assert (hires.low_label, hires.high_label) == ("1.0490", "1.0510")
    assert [round(effect, 5) for effect in (cola.low_effect, cola.high_effect, hires.low_effect)] == [
        0,
        0.00077,
        -0.0001,
    ]


def test_sobol_indices_stand_by_total_order_and_a_still_measure_has_a_sentence() -> None:
    table = sobol_table(sobol(), GROWTH)
    moving, still = sobol_sections(sobol())

    assert table.rows == (
        ("cola_rate", "81.1% (70.0% to 90.0%)", "87.6% (75.0% to 95.0%)"),
        ("new_hire_salary_adjustment", "12.3% (−2.0% to 22.0%)", "15.7% (11.0% to 21.0%)"),
    )
    assert set(moving.figures) == {f"sobol-{GROWTH}"}
    assert still.section.text.startswith("equity_cv is the same at all 256 candidates")
    assert not still.figures


def test_a_front_stands_below_today_and_the_proposal() -> None:
    result = engine_result()
    proposal = (result.objective_terms, result.metrics_after)

    table = rows(front_table(front(), today=result.metrics_before, method=METHOD, proposal=proposal))

    assert table["Today's levers"] == ("2,100,000", "0.00%", "0.1100", "0.251234", "3.000%")
    assert table["Proposal"] == ("2,069,000", "−1.48%", "0.1045", "0.010100", "2.040%")
    assert table["Point 2, knee"] == ("2,066,400", "−1.60%", "0.1041", "0.022200", "2.700%")


def test_a_front_without_targets_has_no_column_for_them_and_an_empty_one_no_points() -> None:
    today = metrics(growth=0.03, cost=2_100_000.0, equity=0.11)
    untargeted = replace(front(), objectives=(Term.COST, Term.EQUITY))
    empty = replace(front(), points=(), knee=None, message="None keeps every constraint.")

    assert "Target gap" not in [
        column.heading for column in front_table(untargeted, today=today, method=METHOD).columns
    ]
    assert "There is no front. None keeps" in front_section(empty, today=today, method=METHOD).section.text


def test_robustness_stands_candidate_beside_candidate() -> None:
    table = rows(robustness_table(robustness()))

    assert table["Pay growth, mean"] == ("3.010%", "2.060%")
    assert table["Pay growth, P90"] == ("3.055%", "2.107%")
    assert table["Cost of the dearest 2 seeds, mean (CVaR)"] == ("2,111,111", "2,081,222")
    assert table["Probability of meeting it"] == ("0.0%", "83.3%")
    assert table["95% interval of it (Wilson)"] == ("0.0% to 24.2%", "55.2% to 95.3%")
    assert table["Total compensation cost, difference to today's levers"] == ("n/a", "−30,500")
    assert "12 seeds: 42 to 53." in robustness_table(robustness()).note


def test_withheld_bands_leave_the_reason_and_no_chart() -> None:
    few = replace(robustness(), bands_withheld="3 seeds cannot show a spread.")

    drawn = robustness_section(few)

    assert not drawn.figures
    assert drawn.section.text.endswith("3 seeds cannot show a spread.")
