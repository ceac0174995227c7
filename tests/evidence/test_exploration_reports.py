"""The reports of explorations that ran on their own, and their way through JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from engine_figures import engine_evidence, engine_result, front, robustness, sensitivity, sobol

from optimization.errors import BadInputError
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_evidence_json import evidence_as_json, evidence_from_json
from optimization.evidence.explorations.exploration import (
    Around,
    Exploration,
    FrontReport,
    RobustnessReport,
    SensitivityReport,
)
from optimization.evidence.explorations.exploration_json import exploration_as_json, exploration_from_json
from optimization.evidence.explorations.exploration_reports import write_exploration
from optimization.evidence.reports.run_origin import RunOrigin
from optimization.parameters.lever_catalogue import LeverCatalogue


def around(name: str = "proposal-1") -> Around:
    result = engine_result()
    return Around(
        name=name,
        cells_before=result.cells_before,
        cells_after=result.cells_after,
        locked_cells=result.locked_cells,
        metrics_before=result.metrics_before,
        config=result.config,
        objectives=result.objectives,
        seeds=(42,),
        inputs_fingerprint=result.inputs_fingerprint,
    )


EXPLORATIONS: Mapping[str, Exploration] = {
    "sensitivity": SensitivityReport(around=around(), local=sensitivity(), sobol=sobol()),
    "local sensitivity": SensitivityReport(around=around(), local=sensitivity(), sobol=None),
    "front": FrontReport(around=around(), front=front()),
    "robustness": RobustnessReport(around=around(), robustness=robustness()),
    "unweighed": RobustnessReport(around=replace(around(), objectives=None), robustness=robustness()),
}


@pytest.mark.parametrize("exploration", EXPLORATIONS.values(), ids=EXPLORATIONS.keys())
def test_an_exploration_reads_back_from_json_as_it_was(exploration: Exploration) -> None:
    stored = json.loads(json.dumps(exploration_as_json(exploration)))

    assert exploration_from_json(stored) == exploration


def test_evidence_reads_back_from_json_as_it_was() -> None:
    full, alone = engine_evidence(), EngineEvidence(result=engine_result())

    for evidence in (full, alone):
        assert evidence_from_json(json.loads(json.dumps(evidence_as_json(evidence)))) == evidence


def test_a_search_that_ended_before_its_evidence_is_read_back_without_any() -> None:
    stored = json.loads(json.dumps(engine_result().as_json()))

    assert evidence_from_json(stored) == EngineEvidence(result=engine_result())


def test_what_another_version_stored_is_refused() -> None:
    stored = json.loads(json.dumps(evidence_as_json(engine_evidence())))
    del stored["evidence"]["robustness"]["seeds"]

    with pytest.raises(BadInputError, match="stored Robustness is not one of this version"):
        evidence_from_json(stored)
    with pytest.raises(BadInputError, match="lacks the field 'around'"):
        exploration_from_json({})


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "sensitivity",
            (
                "# Sensitivity: proposal-1",
                "Objective by +0.000321 (cola_rate)",
                "Objective per +10 bp: **+0.000321**",
                "81.1% (70.0% to 90.0%)",
            ),
        ),
        ("front", ("# Pareto front: proposal-1", "Cost at the knee: **−1.60%**", "Hypervolume: **0.123456**")),
        ("robustness", ("# Robustness: proposal-1", "proposal in 10", "55.2% to 95.3%")),
    ],
)
def test_a_report_says_what_was_found_around_what(
    kind: str, expected: tuple[str, ...], origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    files = write_exploration(EXPLORATIONS[kind], tmp_path, origin=origin, catalogue=catalogue)

    note = files.markdown.read_text(encoding="utf-8")
    for text in (
        *expected,
        "## Levers of proposal-1",
        "| cola_rate | 1-5 | 2025-2026 | 1.500% | 1.000% |",
        "duckdb | 1.5.6",
    ):
        assert text in note
    assert files.are_complete
    assert files.workbook is None
    stored = json.loads(files.result.read_text(encoding="utf-8"))
    assert exploration_from_json(stored) == EXPLORATIONS[kind]


def test_another_finding_is_another_report(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> None:
    found = front()
    knee = replace(found.points[1], metrics=replace(found.points[1].metrics, total_compensation_cost=1_995_000.0))
    moved = FrontReport(around=around(), front=replace(found, points=(found.points[0], knee), hypervolume=0.777))

    note = write_exploration(moved, tmp_path, origin=origin, catalogue=catalogue).markdown.read_text(encoding="utf-8")

    assert "Cost at the knee: **−5.00%**" in note
    assert "Hypervolume: **0.777000**" in note
    assert "2,066,400" not in note


@pytest.mark.parametrize(("is_settled", "badge"), [(True, "Complete"), (False, "May lie further out")])
def test_a_front_is_complete_only_when_every_search_settled(
    is_settled: bool, badge: str, origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path
) -> None:
    report = FrontReport(around=around(), front=replace(front(), is_settled=is_settled))

    note = write_exploration(report, tmp_path, origin=origin, catalogue=catalogue).markdown.read_text(encoding="utf-8")

    assert f"**{badge}.**" in note
    assert ("further out" in note) is not is_settled


def test_a_name_that_looks_like_markup_stays_text(origin: RunOrigin, catalogue: LeverCatalogue, tmp_path: Path) -> None:
    hostile = RobustnessReport(around=around("<b>x|y</b>"), robustness=robustness())

    files = write_exploration(hostile, tmp_path, origin=origin, catalogue=catalogue)

    assert "<b>x" not in files.html.read_text(encoding="utf-8")
    assert r"\<b\>x\|y\</b\>" in files.markdown.read_text(encoding="utf-8")
