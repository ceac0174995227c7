"""What stands in the code location: assets, checks, jobs, and that each of them is explained."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import dagster as dg
import pytest

SNAPSHOT = Path(__file__).with_name("asset_graph.txt")
GROUPS = {"ingestion", "simulation", "optimization", "governance", "publication"}
ENGINE = "advanced_optimization_engine"
DECISION_RECORD = "optimization_decision_record"
OWN_CHECKS = {
    ("census", "baseline_workforce_validated"),
    ("published_warehouse", "validate_growth_rates"),
    ("compensation_optimization_loop", "optimization_convergence_check"),
    (ENGINE, "optimization_convergence_check"),
    (ENGINE, "optimization_parameter_bounds_check"),
    (DECISION_RECORD, "audit_chain_intact"),
    ("implementation_review", "no_rollback_recommended"),
}


def test_the_asset_graph_is_the_one_that_was_reviewed(defs: dg.Definitions) -> None:
    # When the change is meant, write the text below into the file and say why in the commit.
    assert _drawn(defs) == SNAPSHOT.read_text()


def test_every_asset_and_every_check_is_described_in_words_of_its_own(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    described = {key.to_user_string(): graph.get(key).description for key in graph.get_all_asset_keys()}
    checks = {key.name: graph.get_check_spec(key).description for key in graph.asset_check_keys}
    descriptions = {**described, **checks}

    assert [name for name, text in descriptions.items() if not text] == []
    assert [text for text, times in Counter(descriptions.values()).items() if times > 1] == []


def test_every_asset_lies_in_one_of_the_groups_and_has_an_owner(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]

    assert {node.group_name for node in nodes} == GROUPS
    assert [node.key for node in nodes if list(node.owners) != ["team:compensation"]] == []


def test_every_dbt_test_is_an_asset_check_and_none_is_lost(defs: dg.Definitions) -> None:
    from orchestrator.project import DBT_MANIFEST

    tests = {node["name"] for node in DBT_MANIFEST["nodes"].values() if node["resource_type"] == "test"}
    keys = defs.resolve_asset_graph().asset_check_keys

    assert len(tests) == sum(node["resource_type"] == "test" for node in DBT_MANIFEST["nodes"].values())
    of_ours = {(key.asset_key.to_user_string(), key.name) for key in keys if key.name not in tests}
    assert of_ours == OWN_CHECKS
    assert len(keys) == len(tests) + len(OWN_CHECKS)


@pytest.mark.parametrize(
    ("asset", "check", "downstream"),
    [
        ("fct_year_metrics", "headcount_reconciles", {"published_warehouse"}),
        (
            ENGINE,
            "optimization_parameter_bounds_check",
            {"optimization_sensitivity_analysis", "optimization_pareto_front", "optimization_evidence_report"},
        ),
        (DECISION_RECORD, "audit_chain_intact", set()),
    ],
)
def test_what_must_not_go_further_is_blocked(
    asset: str, check: str, downstream: set[str], defs: dg.Definitions
) -> None:
    graph = defs.resolve_asset_graph()

    assert graph.get_check_spec(dg.AssetCheckKey(dg.AssetKey(asset), check)).blocking
    assert downstream <= {key.to_user_string() for key in graph.get(dg.AssetKey(asset)).child_keys}


def test_every_job_schedule_and_sensor_is_described_and_nothing_starts_by_itself(defs: dg.Definitions) -> None:
    repository = defs.get_repository_def()
    jobs = [job for job in repository.get_all_jobs() if not job.name.startswith("__")]

    assert {job.name for job in jobs} == {
        "single_year_simulation",
        "multi_year_simulation",
        "compensation_optimization_job",
        "single_optimization_iteration",
        "advanced_optimization_job",
        "apply_approved_proposal_job",
        "rollback_job",
        "implementation_review_job",
    }
    assert [job.name for job in jobs if not job.description] == []
    assert [s.name for s in repository.schedule_defs if s.default_status is not dg.DefaultScheduleStatus.STOPPED] == []
    assert [s.name for s in repository.sensor_defs if s.default_status is not dg.DefaultSensorStatus.STOPPED] == []


def _drawn(defs: dg.Definitions) -> str:
    """Groups, their assets with what each is made from, and the checks that guard it; a star marks a blocking check."""
    graph = defs.resolve_asset_graph()
    lines: list[str] = []
    for group in sorted(GROUPS):
        lines += ["", f"[{group}]"] if lines else [f"[{group}]"]
        keys = [key for key in graph.get_all_asset_keys() if graph.get(key).group_name == group]
        for key in sorted(keys):
            parents = ", ".join(sorted(parent.to_user_string() for parent in graph.get(key).parent_keys))
            lines.append(f"{key.to_user_string()} <- {parents}" if parents else key.to_user_string())
            checks = sorted(check for check in graph.asset_check_keys if check.asset_key == key)
            lines += [f"    {'*' if graph.get_check_spec(c).blocking else '-'} {c.name}" for c in checks]
    return "\n".join(lines) + "\n"
