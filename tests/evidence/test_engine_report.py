"""The report of an engine run: every figure follows from the evidence, in the page as in the note."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from engine_figures import (
    GROWTH,
    SURFACE_ERROR,
    drivers,
    engine_evidence,
    engine_result,
    front,
    metrics,
    robustness,
    sensitivity,
)

from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_evidence_json import evidence_from_json
from optimization.evidence.engine.engine_report import write_engine_report
from optimization.evidence.reports.report_files import ReportFiles
from optimization.evidence.reports.run_origin import RunOrigin, origin_from_json
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_names import named_values
from optimization.parameters.lever_risk import RiskLevel
from optimization.search.engine_config import EngineConfig
from optimization.search.engine_result import EngineStatus, SyntheticComparison
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity, Response
from optimization.search.exploration.pareto_result import ParetoFront
from optimization.search.exploration.robustness_result import Robustness
from optimization.search.problem.objective_problem import ObjectiveTerms

# What every figure of the evidence is turned into, by what the report writes for it: before, after.
FIGURES = MappingProxyType(
    {
        "objective": ("0.682095", "0.654321"),
        "objective today": ("0.775370", "0.787500"),
        "relative fall of the objective": ("−12.03%", "−16.91%"),
        "cost term": ("0.985238", "0.976190"),
        "equity term": ("0.950000", "0.912340"),
        "targets term": ("0.010100", "0.020200"),
        "targets term today": ("0.251234", "0.291667"),
        "weighted equity": ("0.285000", "0.273702"),
        "cost": ("2,069,000", "2,050,000"),
        "change of cost": ("−31,000", "−50,000"),
        "relative change of cost": ("−1.48%", "−2.38%"),
        "growth": ("2.040%", "2.150%"),
        "equity_cv": ("0.1045", "0.1004"),
        "wage bill of a year": ("1,034,500", "1,025,000"),
        "people": ("87.0%", "64.5%"),
        "hires": ("41 future hires", "55 future hires"),
        "risk": ("The lever position is HIGH", "The lever position is CRITICAL"),
        "quality": ("0.9876", "0.8765"),
        "random candidate": ("0.681234", "0.650001"),
        "target": ("1,000,000", "990,000"),
        "tolerance": ("12,345", "23,456"),
        "difference to target": ("+34,500", "+35,000"),
        "constraint": ("+11,000", "+30,000"),
        "lever": ("1.200%", "0.900%"),
        "alternative": ("0.733333", "0.744444"),
        "step": ("0.712300", "0.723400"),
        "violation": ("1.25%", "1.75%"),
        "seconds of a step": ("2.75 s", "4.75 s"),
        "candidates": ("57 of 150", "58 of 150"),
        "assessment": ("1,066", "1,076"),
        "time": ("12.50 s", "13.50 s"),
        "COLA in growth": ("1.010%", "1.110%"),
        "sum of the drivers": ("2.031%", "2.131%"),
        "residual share": ("0.0492%", "0.0469%"),
        "sensitivity": ("+0.000321", "+0.000432"),
        "sensitivity of growth": ("+0.077 pp", "+0.088 pp"),
        "interaction": ("+0.000017", "+0.000019"),
        "cost of a point": ("2,066,400", "2,077,777"),
        "target gap of a point": ("0.022200", "0.033300"),
        "hypervolume": ("0.123456", "0.234567"),
        "band": ("2.107%", "2.114%"),
        "worst costs": ("2,081,222", "2,082,333"),
        "probability": ("83.3%", "75.0%"),
        "Wilson interval": ("55.2% to 95.3%", "46.8% to 91.1%"),
        "difference of cost": ("−30,500", "−40,500"),
    }
)


def changed_evidence() -> EngineEvidence:
    """The evidence with every figure of FIGURES changed."""
    result = engine_result()
    first, second, third = result.history
    growth, wages = result.targets
    budget, spread, equity = result.constraints
    cells = result.cells_after | {LeverCell(year, 5, "merit_base"): 0.009 for year in (2025, 2026)}
    changed = replace(
        result,
        objective_value=0.654321,
        status_quo_objective=0.7875,
        objective_terms=ObjectiveTerms(cost=0.97619, equity=0.91234, targets=0.0202),
        status_quo_terms=replace(result.status_quo_terms, targets=0.291667),
        metrics_after=metrics(growth=0.0215, cost=2_050_000.0, equity=0.1004),
        estimated_cost_impact={**result.estimated_cost_impact, "value": -50_000.0},
        estimated_employee_impact={**result.estimated_employee_impact, "percentage_of_workforce": 64.5, "hires": 55},
        risk_assessment=RiskLevel.CRITICAL,
        solution_quality_score=0.8765,
        baseline_objective=0.650001,
        targets=(
            replace(growth, after=0.0215),
            replace(wages, target=990_000.0, tolerance=23_456.0, after=1_025_000.0),
        ),
        constraints=(replace(budget, after=-30_000.0), spread, replace(equity, after=-0.0504)),
        cells_after=cells,
        optimal_parameters=named_values(cells, load_lever_catalogue()),
        alternatives=(replace(result.alternatives[0], objective=0.744444),),
        history=(
            replace(first, best_objective=0.7875, best_violation=0.0175),
            replace(second, best_objective=0.7234, seconds=4.75),
            replace(third, best_objective=0.654321),
        ),
        function_evaluations=58,
        assessment_evaluations=1_076,
        runtime_seconds=13.5,
    )
    return EngineEvidence(
        result=changed,
        drivers_before=drivers(cola=0.0151, merit=0.0302),
        drivers_after=drivers(cola=0.0111, merit=0.0256),
        sensitivity=changed_sensitivity(),
        front=changed_front(),
        robustness=changed_robustness(),
    )


def changed_sensitivity() -> LocalSensitivity:
    found = sensitivity()
    cola, hires = found.levers
    (pair,) = found.interactions or ()
    responses = {
        GROWTH: Response(low=0.0215, high=0.02238, per_ten_basis_points=0.00088),
        "objective": Response(low=0.654321, high=0.654753, per_ten_basis_points=0.000432),
    }
    return replace(
        found,
        base={GROWTH: 0.0215, "objective": 0.654321},
        levers=(replace(cola, responses=responses), hires),
        interactions=(
            replace(pair, per_ten_basis_points_squared={**pair.per_ten_basis_points_squared, "objective": 0.000019}),
        ),
    )


def changed_front() -> ParetoFront:
    found = front()
    first, knee, last = found.points
    moved = replace(
        knee,
        terms=replace(knee.terms, targets=0.0333),
        metrics=replace(knee.metrics, total_compensation_cost=2_077_777.0),
    )
    today = replace(found.today, targets=0.291667)
    return replace(found, points=(first, moved, last), hypervolume=0.234567, today=today)


def changed_robustness() -> Robustness:
    found = robustness()
    today, proposal = found.candidates
    assert proposal.growth.bands is not None
    assert proposal.target is not None
    assert proposal.cost_difference is not None
    changed = replace(
        proposal,
        growth=replace(proposal.growth, bands=replace(proposal.growth.bands, p90=0.02114)),
        worst_costs=2_082_333.0,
        target=replace(proposal.target, seeds_met=9, probability=0.75, interval=(0.468, 0.911)),
        cost_difference=replace(proposal.cost_difference, mean=-40_500.0),
    )
    return replace(found, candidates=(today, changed))


@pytest.fixture(scope="module")
def files(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path_factory: pytest.TempPathFactory) -> ReportFiles:
    return write_engine_report(engine_evidence(), tmp_path_factory.mktemp("engine"), origin=origin, catalogue=catalogue)


@pytest.fixture(scope="module")
def changed_files(
    origin: RunOrigin, catalogue: LeverCatalogue, tmp_path_factory: pytest.TempPathFactory
) -> ReportFiles:
    folder = tmp_path_factory.mktemp("changed")
    return write_engine_report(changed_evidence(), folder, origin=origin, catalogue=catalogue)


def texts(report: ReportFiles) -> Iterator[str]:
    """Page and note as a reader sees them, the texts of the charts among them."""
    page = report.html.read_text(encoding="utf-8")
    body = page[page.index("<body>") :]
    yield html.unescape(body).replace("\\u2212", "−")
    yield report.markdown.read_text(encoding="utf-8")


@pytest.mark.parametrize(("old", "new"), FIGURES.values(), ids=FIGURES.keys())
def test_another_figure_of_the_evidence_is_another_figure_of_the_report(
    old: str, new: str, files: ReportFiles, changed_files: ReportFiles
) -> None:
    for before, after in zip(texts(files), texts(changed_files), strict=True):
        assert old in before
        assert new not in before
        assert new in after
        assert old not in after


def test_the_folder_holds_page_note_result_and_workbook_and_nothing_half_written(files: ReportFiles) -> None:
    names = ["report.html", "report.md", "report.xlsx", "result.json"]

    assert sorted(path.name for path in files.html.parent.iterdir()) == names
    assert files.are_complete
    assert sorted(files.as_json()) == ["html", "markdown", "result", "workbook"]


def test_the_stored_result_reads_back_as_the_evidence(files: ReportFiles, origin: RunOrigin) -> None:
    stored = json.loads(files.result.read_text(encoding="utf-8"))

    assert evidence_from_json(stored) == engine_evidence()
    assert origin_from_json(stored["run"]) == origin
    assert stored["status"] == "CONVERGED"


def test_the_same_evidence_gives_the_same_page(
    files: ReportFiles, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    again = write_engine_report(engine_evidence(), tmp_path, origin=origin, catalogue=catalogue)

    assert again.html.read_bytes() == files.html.read_bytes()
    assert again.markdown.read_bytes() == files.markdown.read_bytes()


def test_what_was_not_looked_at_has_no_section(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> None:
    alone = EngineEvidence(result=replace(engine_result(), constraints=(), targets=(), notes=(), config=_free()))

    note = write_engine_report(alone, tmp_path, origin=origin, catalogue=catalogue).markdown.read_text("utf-8")

    headings = [line.removeprefix("## ") for line in note.splitlines() if line.startswith("## ")]
    assert headings == [
        "What to do next",
        "Question",
        "Levers before and after",
        "Objective",
        "Cost, headcount, equity and growth",
        "Growth by year",
        "Wage bill by year",
        "Alternatives evaluated",
        "Convergence",
        "The search in figures",
        "Baseline",
        "Versions",
        "How to reproduce",
    ]
    assert "constraint holds" not in note


def test_names_that_look_like_markup_stay_text(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> None:
    hostile = "</script><b>x|y</b>"
    evidence = engine_evidence()
    found = evidence.front
    assert found is not None
    points = (replace(found.points[0], label=hostile), *found.points[1:])
    result = replace(
        evidence.result,
        message=hostile,
        algorithm_reason=hostile,
        notes=(hostile,),
        alternatives=(replace(evidence.result.alternatives[0], label=hostile),),
        config=evidence.result.config.model_copy(update={"scenario_id": hostile}),
    )

    report = write_engine_report(
        replace(evidence, result=result, front=replace(found, points=points)),
        tmp_path,
        origin=replace(origin, run_id=hostile, command=hostile),
        catalogue=catalogue,
    )

    page = report.html.read_text(encoding="utf-8")
    assert "<b>x" not in page
    assert page.count("&lt;/script&gt;&lt;b&gt;x|y&lt;/b&gt;") >= 6
    assert r"\<b\>x\|y\</b\>" in report.markdown.read_text(encoding="utf-8")


def test_a_figure_that_is_not_a_number_leaves_the_folder_as_it_was(
    origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    broken = EngineEvidence(result=replace(engine_result(), runtime_seconds=float("nan")))

    with pytest.raises(ValueError, match="JSON"):
        write_engine_report(broken, tmp_path, origin=origin, catalogue=catalogue)

    assert list(tmp_path.iterdir()) == []


def test_estimates_of_a_surface_are_named_as_such(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> None:
    searched = SyntheticComparison(
        estimated_objective=0.6711, simulated_objective=0.691111, simulations=90, surface_errors=(SURFACE_ERROR,)
    )
    result = replace(engine_result(), synthetic=searched, status=EngineStatus.BUDGET_EXHAUSTED)

    report = write_engine_report(EngineEvidence(result=result), tmp_path, origin=origin, catalogue=catalogue)

    note = report.markdown.read_text(encoding="utf-8")
    assert "| Candidates estimated | 57 of 150 |" in note
    assert "| Surface's own answer, estimated | 0.671100 |" in note
    assert "| Surface's own answer, simulated | 0.691111 |" in note
    assert "| Proposal, simulated | 0.682095 |" in note
    assert "## Error of the response surface" in note
    assert "| Total compensation cost | 42 | 1,234 | 567 |" in note
    assert "estimates of the response surface" in note


@pytest.mark.parametrize(
    ("status", "says_so"), [(EngineStatus.CONVERGED, False), (EngineStatus.BUDGET_EXHAUSTED, True)]
)
def test_a_search_that_was_cut_off_may_get_further_when_it_is_asked_again(
    status: EngineStatus, says_so: bool, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    evidence = EngineEvidence(result=replace(engine_result(), status=status))

    note = write_engine_report(evidence, tmp_path, origin=origin, catalogue=catalogue).markdown.read_text("utf-8")

    assert "The same inputs give the same figures." in note
    assert ("may get further when it is asked again" in note) is says_so


def _free() -> EngineConfig:
    return engine_result().config.model_copy(update={"budget": None, "max_merit_spread": None, "limits": ()})
