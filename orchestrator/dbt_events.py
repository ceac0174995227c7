"""What became of dbt's nodes, as Dagster's materializations and check results."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import dagster as dg

from optimization.errors import PlanwiseError
from optimization.simulation.dbt_session import DbtCommandFailedError, NodeOutcome
from orchestrator.dbt_translation import guarded_node
from orchestrator.published_tables import PublishedTable
from orchestrator.table_metadata import table_metadata

_WARNED = "warn"
_SKIPPED = "skipped"
_CHECK_OF_TEST = "test"


def materializations(
    outcomes: Iterable[NodeOutcome],
    *,
    assets: Collection[dg.AssetKey],
    manifest: Mapping[str, Any],
    tables: Mapping[tuple[str, str], PublishedTable],
) -> Iterator[dg.AssetMaterialization]:
    """One materialization per seed and model among `assets`, with its columns; views have no row count."""
    for outcome in outcomes:
        key = dg.AssetKey(outcome.name)
        if outcome.resource_type != _CHECK_OF_TEST and key in assets:
            node = manifest["nodes"][outcome.unique_id]
            metadata = table_metadata(tables[node["schema"], node["name"]], described=node["columns"])
            yield dg.AssetMaterialization(asset_key=key, metadata={"seconds": outcome.seconds, **metadata})


def input_materializations(
    keys: Mapping[str, dg.AssetKey],
    *,
    manifest: Mapping[str, Any],
    tables: Mapping[tuple[str, str], PublishedTable],
) -> Iterator[dg.AssetMaterialization]:
    """One materialization per table that the run wrote before dbt started; `keys` by dbt's ids of the sources."""
    for unique_id, key in keys.items():
        source = manifest["sources"][unique_id]
        metadata = table_metadata(tables[source["schema"], source["name"]], described=source["columns"])
        yield dg.AssetMaterialization(asset_key=key, metadata=metadata)


def check_results(
    outcomes: Iterable[NodeOutcome], *, manifest: Mapping[str, Any], checks: Collection[dg.AssetCheckKey]
) -> Iterator[dg.AssetCheckResult]:
    """One result per test that ran and is among `checks`."""
    for outcome in outcomes:
        if outcome.resource_type != _CHECK_OF_TEST or outcome.status == _SKIPPED:
            continue
        guarded = manifest["nodes"][guarded_node(manifest, outcome.unique_id)]["name"]
        key = dg.AssetCheckKey(dg.AssetKey(guarded), outcome.name)
        if key in checks:
            yield _check_result(outcome, key)


def failed_outcomes(error: PlanwiseError) -> list[NodeOutcome]:
    """The outcomes that did not pass, where the error comes from a dbt command that failed."""
    for cause in (error, error.__cause__):
        if isinstance(cause, DbtCommandFailedError):
            return [outcome for outcome in cause.outcomes if not outcome.is_fine]
    return []


def _check_result(outcome: NodeOutcome, key: dg.AssetCheckKey) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"failures": outcome.failures or 0, "seconds": outcome.seconds}
    if outcome.message:
        metadata["message"] = outcome.message
    return dg.AssetCheckResult(
        passed=outcome.is_fine,
        asset_key=key.asset_key,
        check_name=key.name,
        severity=dg.AssetCheckSeverity.WARN if outcome.status == _WARNED else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )
