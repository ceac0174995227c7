"""The page of searches shows engine runs and explorations by what each of them found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from streamlit.testing.v1 import AppTest

from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import SearchRun, record_run
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.recommendation.engine import EngineRecommendation, recommend_by_objectives
from optimization.recommendation.evidence_plan import evidence_plan
from optimization.recommendation.explorations import Centre, RecordedExploration, explore, find_sensitivity
from optimization.recommendation.recorded_run import AskedRun
from optimization.search.engine_config import engine_config
from optimization.search.problem.objective_weights import parse_objectives

OpenSearches = Callable[[Places], AppTest]
Tables = Callable[[AppTest], list[list[dict[str, str]]]]
Charts = Callable[[AppTest], list[str]]

ASKED = AskedRun(user="an_analyst", command="planwise optimize engine")
WEIGHTS = parse_objectives("cost=0.5,equity=0.2,targets=0.3")
QUESTION = engine_config({"decision_variables": ("cola_rate",), "max_evaluations": 20, "assessment": False})


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A home with an engine run, and a look around today's levers after it."""

    places: Places
    engine: EngineRecommendation
    exploration: RecordedExploration


@pytest.fixture(scope="module")
def recorded(published: Places, searched: object, tmp_path_factory: pytest.TempPathFactory) -> Ledger:  # noqa: ARG001
    """Made in a copy of the home that was searched: the simulator is prepared there, its ledger is left behind."""
    places = replace(published, home=tmp_path_factory.mktemp("engine") / "home")
    shutil.copytree(published.home, places.home, ignore=shutil.ignore_patterns("ledger*"))
    settings = load_simulation_settings()
    engine = recommend_by_objectives(
        WEIGHTS,
        QUESTION,
        settings=settings,
        places=places,
        asked=ASKED,
        plan=evidence_plan(front_points=0, robustness_seeds=0),
    )
    exploration = explore(
        RunKind.SENSITIVITY,
        find_sensitivity,
        weights=WEIGHTS,
        config=QUESTION,
        centre=Centre(changes={}),
        settings=settings,
        places=places,
        asked=ASKED,
    )
    return Ledger(places=places, engine=engine, exploration=exploration)


@pytest.fixture
def engine_page(open_searches: OpenSearches, recorded: Ledger) -> AppTest:
    """The page with the engine run chosen."""
    page = open_searches(recorded.places)
    page.selectbox(key="search").select(recorded.engine.run_id)
    return page.run()


def texts(page: AppTest) -> str:
    return "\n".join(text.value for text in page.markdown)


def test_runs_stand_by_kind_and_only_a_search_has_a_goal(
    open_searches: OpenSearches, tables: Tables, recorded: Ledger
) -> None:
    (rows,) = [rows for rows in tables(open_searches(recorded.places)) if "Search" in rows[0]]
    growth = recorded.engine.result.metrics_after.horizon_growth["full_year_equivalent"]
    assert growth is not None
    assert [(row["Search"], row["Kind"], row["Goal"], row["Growth after"]) for row in rows] == [
        (recorded.exploration.run_id, "sensitivity", "n/a", "n/a"),
        (recorded.engine.run_id, "engine", "cost 0.5, equity 0.2, targets 0.3", f"{100 * growth:.3f}%"),
    ]


def test_a_chosen_engine_run_shows_its_answer_figures_levers_and_report(
    engine_page: AppTest, tables: Tables, recorded: Ledger
) -> None:
    result = recorded.engine.result
    assert not engine_page.exception
    assert f"objective from {result.status_quo_objective:.6f} to {result.objective_value:.6f}" in texts(engine_page)
    assert f"{result.objective_value:.6f}" in {metric.value for metric in engine_page.metric}
    (levers,) = [rows for rows in tables(engine_page) if "Remark" in rows[0]]
    after = {cell.parameter_name: value for cell, value in result.cells_after.items()}
    assert [(row["Lever"], row["Before"], row["After"]) for row in levers] == [
        ("cola_rate", "1.500%", f"{100 * after['cola_rate']:.3f}%")
    ]
    assert f"Levers before and after, {recorded.engine.proposal_id} (proposed)" in texts(engine_page)
    assert "Review the change with planwise proposal show" in texts(engine_page)
    assert str(recorded.engine.report.html) in [code.value for code in engine_page.code]


def test_the_charts_of_an_engine_run_are_of_its_objective_and_its_levers(
    engine_page: AppTest, charts: Charts, recorded: Ledger
) -> None:
    traces = {trace.get("name"): trace for spec in charts(engine_page) for trace in json.loads(spec)["data"]}
    history = recorded.engine.result.history
    assert traces["Best so far"]["y"] == pytest.approx([record.best_objective for record in history])
    assert traces["Recommended"]["y"][0] == "cola_rate"


def test_a_chosen_exploration_shows_what_it_looked_around_its_tables_and_its_report(
    open_searches: OpenSearches, tables: Tables, recorded: Ledger
) -> None:
    page = open_searches(recorded.places)
    assert not page.exception
    assert page.selectbox(key="search").value == recorded.exploration.run_id
    assert "#### Sensitivity: today's levers, scenario default" in texts(page)
    (rows,) = [rows for rows in tables(page) if "Measured on" in rows[0]]
    assert [(row["Lever"], row["Value"]) for row in rows] == [("cola_rate", "1.500%")]
    assert str(recorded.exploration.report.html) in [code.value for code in page.code]


def test_a_run_of_a_kind_that_came_later_hides_no_other(
    open_searches: OpenSearches, tables: Tables, empty_home: Places, recorded_run: SearchRun
) -> None:
    empty_home.home.mkdir()
    later = replace(recorded_run, kind="forecast")
    with open_ledger(empty_home, {}) as ledger, record_run(ledger, later) as outcome:
        outcome.finish(status="finished", result={"around": "tomorrow"})
    page = open_searches(empty_home)
    assert not page.exception
    ((row,),) = [rows for rows in tables(page) if "Search" in rows[0]]
    assert (row["Kind"], row["Goal"]) == ("forecast", "n/a")
    assert "reads no runs of the kind 'forecast'" in page.warning[0].value
