"""The tab of impact shows what official runs publish, and moves the draft by sliders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Slider

from optimization.evidence.quantities import coefficient, count, fraction_as_percent, money
from optimization.governance.drafts.drafts import Draft, create_draft, find_draft, save_draft
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.proposals.proposals import CellChange
from optimization.implementation.live_simulator import open_live_simulator
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.places import Places
from optimization.simulation.plan_file import ensure_plan
from optimization.simulation.protocol import GrowthMethod, Metrics
from optimization.simulation.search_settings import search_settings
from optimization.simulation.warehouse import open_published, read_level_metrics

OpenPage = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
SEED = 42
YEARS = range(2025, 2030)
TAB = "Impact Analysis"


@pytest.fixture
def home(published: Places, tmp_path: Path) -> Places:
    """A home of the test's own: the drafts of others are none of its business."""
    # Once for all tests: copies have it then.
    ensure_plan(published)
    places = Places(home=tmp_path / "home", levers=tmp_path / "comp_levers.csv")
    shutil.copytree(published.home, places.home, ignore=shutil.ignore_patterns("runs", "ledger*", "reports"))
    shutil.copyfile(published.levers, places.levers)
    return places


@pytest.fixture
def draft(home: Places) -> Draft:
    changes = [CellChange(LeverCell(year, 2, "merit_base"), 0.031, 0.04) for year in YEARS]
    with open_ledger(home) as ledger:
        return create_draft(ledger, scenario_id="default", title="More merit at level 2", user="ana", changes=changes)


@pytest.fixture
def open_tab(open_page: OpenPage) -> Callable[..., AppTest]:
    def open_it(places: Places, *, draft_id: str | None = None, scenario_id: str | None = None) -> AppTest:
        page = open_page(places)
        page.query_params["tab"] = TAB
        page.session_state["actor"] = "ana"
        page.run()
        if scenario_id:
            page.selectbox(key="scenario").select(scenario_id).run()
        if draft_id:
            page.selectbox(key="draft").select(draft_id).run()
        assert not page.exception
        return page

    return open_it


def metric(page: AppTest, label: str) -> tuple[str, str]:
    (found,) = [each for each in page.metric if each.label == label]
    return found.value, found.delta


def merit_slider(page: AppTest, draft: Draft, *, level: int, year: int) -> Slider:
    """The slider of a level, in one year or, with none, in all."""
    name = f"impact_slider_{draft.draft_id}_merit_rate_{level}_{year}_"
    (found,) = [each for each in page.slider if str(each.key).startswith(name)]
    return found


def save_theirs(home: Places, draft: Draft) -> None:
    theirs = [CellChange(LeverCell(year, 2, "merit_base"), 0.031, 0.06) for year in YEARS]
    with open_ledger(home) as ledger:
        save_draft(ledger, draft.draft_id, revision=draft.revision, changes=theirs, user="ben")


@pytest.mark.parametrize("scenario_id", ["default", "budget_constrained"])
def test_without_a_draft_the_figures_are_those_of_the_official_run(
    open_tab: Callable[..., AppTest],
    tables: Tables,
    home: Places,
    metrics: dict[tuple[str, int], Metrics],
    scenario_id: str,
) -> None:
    page = open_tab(home, scenario_id=scenario_id)
    published = metrics[scenario_id, SEED]
    growth = fraction_as_percent(published.horizon_growth[GrowthMethod.FULL_YEAR_EQUIVALENT], digits=3)
    assert metric(page, "Pay growth a year, full year equivalent")[0] == growth
    assert metric(page, "Total compensation cost")[0] == money(published.total_compensation_cost)
    assert metric(page, "Pay dispersion (equity_cv)")[0] == coefficient(published.equity_cv)
    assert metric(page, "Closing headcount")[0] == count(published.closing_headcount)
    (by_year,) = [rows for rows in tables(page) if "Continuous, in force" in rows[0]]
    assert [row["Year"] for row in by_year] == [*map(str, YEARS), "Mean"]
    assert by_year[2]["Continuous, in force"] == fraction_as_percent(
        published.years[2027].yoy_growth[GrowthMethod.CONTINUOUS], digits=3
    )
    (levels,) = [rows for rows in tables(page) if "Level" in rows[0] and "Headcount, in force" in rows[0]]
    with open_published(home) as connection:
        by_level = read_level_metrics(connection)[scenario_id, SEED].years[2029]
    assert {int(row["Level"]): row["Mean pay, in force"] for row in levels} == {
        level: money(found.mean_pay) for level, found in by_level.items()
    }


def test_every_scenario_is_simulated_live_as_in_its_official_run_to_the_digit(
    home: Places, metrics: dict[tuple[str, int], Metrics]
) -> None:
    live = open_live_simulator(home, search_settings(home))
    try:
        with open_published(home) as connection:
            levels = read_level_metrics(connection)
        for (scenario_id, seed), published in metrics.items():
            (impact,) = live.of_scenario(scenario_id).impacts([LeverVector(cells={})], seeds=[seed])
            assert impact.metrics == published
            assert impact.levels == levels[scenario_id, seed]
    finally:
        live.close()
    costs = {found.total_compensation_cost for found in metrics.values()}
    assert len(costs) == len(metrics)


def test_a_slider_moves_every_year_of_the_draft_and_the_figures_follow(
    open_tab: Callable[..., AppTest], home: Places, draft: Draft
) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    slider = merit_slider(page, draft, level=2, year=0)
    assert (slider.value, slider.min, slider.max) == (4.0, 1.0, 10.0)
    before = metric(page, "Total compensation cost")
    slider.set_value(5.0).run()
    assert not page.exception
    with open_ledger(home) as ledger:
        saved = find_draft(ledger, draft.draft_id)
    assert saved.changes_by_cell == {LeverCell(year, 2, "merit_base"): 0.05 for year in YEARS}
    assert (saved.revision, saved.updated_by) == (2, "ana")
    assert metric(page, "Total compensation cost") != before


def test_a_slider_stands_where_somebody_else_has_moved_the_draft(
    open_tab: Callable[..., AppTest], home: Places, draft: Draft
) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    save_theirs(home, draft)
    page.run()
    assert merit_slider(page, draft, level=2, year=0).value == 6.0


def test_a_slider_moved_beside_what_somebody_saved_meanwhile_goes_into_the_draft_and_theirs_is_told(
    open_tab: Callable[..., AppTest], home: Places, draft: Draft
) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    save_theirs(home, draft)
    merit_slider(page, draft, level=1, year=0).set_value(5.0).run()
    assert not page.exception
    with open_ledger(home) as ledger:
        both = find_draft(ledger, draft.draft_id).changes_by_cell
    assert both == {
        **{LeverCell(year, 2, "merit_base"): 0.06 for year in YEARS},
        **{LeverCell(year, 1, "merit_base"): 0.05 for year in YEARS},
    }
    assert any("changed elsewhere, last by ben" in info.value for info in page.info)
    assert merit_slider(page, draft, level=2, year=0).value == 6.0


def test_a_slider_moved_over_what_somebody_saved_meanwhile_asks_and_loses_nothing(
    open_tab: Callable[..., AppTest], home: Places, draft: Draft
) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    save_theirs(home, draft)
    merit_slider(page, draft, level=2, year=0).set_value(5.0).run()
    assert not page.exception
    with open_ledger(home) as ledger:
        assert find_draft(ledger, draft.draft_id).updated_by == "ben"
    (mine,) = [button for button in page.button if button.label == "Put mine on top"]
    mine.click().run()
    assert not page.exception
    with open_ledger(home) as ledger:
        saved = find_draft(ledger, draft.draft_id).changes_by_cell
    assert saved == {LeverCell(year, 2, "merit_base"): 0.05 for year in YEARS}
    assert merit_slider(page, draft, level=2, year=0).value == 5.0


def test_a_locked_lever_is_disabled_and_says_so(open_tab: Callable[..., AppTest], home: Places, draft: Draft) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    # Level 3 is locked in 2026 alone.
    assert any("Locked in 2026" in caption.value for caption in page.caption)
    page.selectbox(key="impact_year").select("2026").run()
    locked = merit_slider(page, draft, level=3, year=2026)
    assert locked.disabled
    assert "locked" in locked.label
    assert not merit_slider(page, draft, level=2, year=2026).disabled


def test_years_that_differ_ask_for_a_year(open_tab: Callable[..., AppTest], home: Places) -> None:
    with open_ledger(home) as ledger:
        one_year = [CellChange(LeverCell(2027, 1, "merit_base"), 0.032, 0.05)]
        made = create_draft(ledger, scenario_id="default", title="One year", user="ana", changes=one_year)
    page = open_tab(home, draft_id=made.draft_id)
    assert any("choose a year above" in caption.value for caption in page.caption)
    page.selectbox(key="impact_year").select("2027").run()
    merit_slider(page, made, level=1, year=2027).set_value(4.5).run()
    with open_ledger(home) as ledger:
        assert find_draft(ledger, made.draft_id).changes_by_cell == {LeverCell(2027, 1, "merit_base"): 0.045}


def test_scenarios_are_compared_with_the_named_baseline(
    open_tab: Callable[..., AppTest],
    tables: Tables,
    home: Places,
    draft: Draft,
    metrics: dict[tuple[str, int], Metrics],
) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    page.segmented_control(key="impact_closer").set_value("Scenarios").run()
    page.multiselect(key="impact_scenarios").set_value(["default", "budget_constrained"]).run()
    (rows,) = [rows for rows in tables(page) if "Scenario" in rows[0]]
    costs = rows[[row["Measure"] for row in rows].index("Total compensation cost") :][:3]
    base, other = (metrics[name, SEED].total_compensation_cost for name in ("default", "budget_constrained"))
    assert costs[0] == {
        "Measure": "Total compensation cost",
        "Scenario": "default (baseline)",
        "Value": money(base),
        "Change": "",
        "Relative": "",
    }
    assert costs[1]["Value"] == money(other)
    assert costs[1]["Change"] == f"\N{MINUS SIGN}{base - other:,.0f}"
    assert costs[1]["Relative"] == f"\N{MINUS SIGN}{(base - other) / base * 100:.2f}%"
    assert draft.draft_id in costs[2]["Scenario"]
    assert any("Baseline: scenario default" in caption.value for caption in page.caption)
    page.multiselect(key="impact_scenarios").set_value(["default"]).run()
    assert any("Choose 2 to 4" in info.value for info in page.info)


def test_sensitivity_and_bands_are_measured_on_a_button(
    open_tab: Callable[..., AppTest], tables: Tables, home: Places, draft: Draft
) -> None:
    page = open_tab(home, draft_id=draft.draft_id)
    page.segmented_control(key="impact_closer").set_value("Sensitivity").run()
    page.button(key="impact_measure_sensitivity").click().run()
    assert any("Measured on" in rows[0] for rows in tables(page))
    page.segmented_control(key="impact_closer").set_value("Random worlds").run()
    page.number_input(key="impact_worlds_number").set_value(2).run()
    page.button(key="impact_simulate_worlds").click().run()
    (worlds,) = [rows for rows in tables(page) if "the draft" in rows[0]]
    assert next(row for row in worlds if row["Measure"] == "Pay growth, P10")["the draft"] == "n/a"
    assert any("2 seeds cannot show a spread" in text.value for text in page.markdown)
    page.number_input(key="impact_worlds_number").set_value(10).run()
    page.button(key="impact_simulate_worlds").click().run()
    assert not page.exception
    (worlds,) = [rows for rows in tables(page) if "the draft" in rows[0]]
    assert next(row for row in worlds if row["Measure"] == "Pay growth, P10")["the draft"].endswith("%")


def test_a_census_that_is_replaced_is_told_until_somebody_has_read_it(
    open_tab: Callable[..., AppTest], home: Places
) -> None:
    page = open_tab(home)
    os.utime(home.census)
    for _ in range(2):
        page.run()
        assert any("The census was replaced at" in info.value for info in page.info)
    page.button(key="impact_seen_it").click().run()
    assert not any("was replaced" in info.value for info in page.info)


def test_without_a_census_the_tab_says_what_to_do(open_tab: Callable[..., AppTest], empty_home: Places) -> None:
    page = open_tab(empty_home)
    assert any("no census" in info.value for info in page.info)
