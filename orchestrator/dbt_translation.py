"""How the dbt project appears in Dagster: groups, kinds, owners and descriptions of its assets, and its tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from orchestrator.table_metadata import COLUMN_SCHEMA, declared_schema

INGESTION, SIMULATION = "ingestion", "simulation"
OPTIMIZATION, GOVERNANCE, PUBLICATION = "optimization", "governance", "publication"
OWNER = "team:compensation"
LAYER_TAG = "planwise/layer"
# Layers of what is no part of the dbt project, beside those of its folders.
SOURCES, PUBLISHED, SEARCH, RECORDS = "sources", "published", "search", "records"
CENSUS_KEY = dg.AssetKey("census")
_CENSUS_SOURCE = "census"
_SINGULAR_PREFIX = "assert_"


class PlanwiseTranslator(DagsterDbtTranslator):
    """Seeds and models under their own names, and every dbt test as an asset check."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The name; the source that the census is loaded into is the census."""
        if dbt_resource_props["resource_type"] != "source":
            return dg.AssetKey(dbt_resource_props["name"])
        if dbt_resource_props["name"] == _CENSUS_SOURCE:
            return CENSUS_KEY
        return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """The spec with what it is made as among its kinds."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        materialized = self.get_resource_props(manifest, unique_id).get("config", {}).get("materialized")
        return spec.merge_attributes(kinds={materialized}) if materialized else spec

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The description in the yml, without the SQL."""
        return str(dbt_resource_props["description"]).strip()

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """What is taken in, or what is computed from it."""
        return INGESTION if _layer(dbt_resource_props) in {"seeds", "sources", "staging"} else SIMULATION

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """The file that it is written in, and all its columns where the yml declares them all."""
        metadata = {**super().get_metadata(dbt_resource_props), "file": dbt_resource_props["original_file_path"]}
        metadata.pop(COLUMN_SCHEMA, None)
        declared = declared_schema(dbt_resource_props)
        return metadata if declared is None else {**metadata, COLUMN_SCHEMA: declared}

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:  # noqa: ARG002 - Dagster's signature
        """One team owns the model."""
        return [OWNER]

    def get_tags(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, str]:
        """The layer of the project that it belongs to."""
        return {LAYER_TAG: _layer(dbt_resource_props)}

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """The check for a test, on the one asset that it belongs to.

        Dagster alone would drop every test that reads several models and is attached to none: 15 of the project's.
        """
        owner = guarded_node(manifest, unique_id)
        if self.get_asset_spec(manifest, owner, project).key != asset_spec.key:
            return None
        test = manifest["nodes"][unique_id]
        others = [node for node in test["depends_on"]["nodes"] if node != owner]
        return dg.AssetCheckSpec(
            name=test["name"],
            asset=asset_spec.key,
            description=_test_description(test),
            additional_deps=[self.get_asset_spec(manifest, node, project).key for node in others],
            blocking=str(test["config"]["severity"]).lower() == "error",
        )


def guarded_node(manifest: Mapping[str, Any], test_id: str) -> str:
    """The node that a test guards: the one it is attached to, else the one built last of those it reads.

    Built last is the one with the most ancestors; of equals, the first by name.
    """
    test = manifest["nodes"][test_id]
    attached: str | None = test.get("attached_node")
    if attached:
        return attached
    read: list[str] = test["depends_on"]["nodes"]
    return min(read, key=lambda node: (-len(_ancestors(manifest, node)), node))


def marts(manifest: Mapping[str, Any]) -> list[dg.AssetKey]:
    """The tables that are promised to readers."""
    return sorted(dg.AssetKey(n["name"]) for n in manifest["nodes"].values() if _layer(n) == "marts")


def _ancestors(manifest: Mapping[str, Any], node: str) -> set[str]:
    found: set[str] = set()
    open_nodes = [node]
    while open_nodes:
        parents = set(manifest["parent_map"].get(open_nodes.pop(), ())) - found
        found |= parents
        open_nodes.extend(parents)
    return found


def _layer(props: Mapping[str, Any]) -> str:
    if props["resource_type"] in {"seed", "source"}:
        return f"{props['resource_type']}s"
    return str(props["fqn"][1]) if props["resource_type"] == "model" else str(props["resource_type"])


def _test_description(test: Mapping[str, Any]) -> str:
    """What the yml says; else the name, which is a sentence, and the expression that must hold."""
    if test["description"]:
        return str(test["description"]).strip()
    name: str = test["name"]
    sentence = name.removeprefix(_SINGULAR_PREFIX).replace("_", " ").capitalize() + "."
    arguments = (test.get("test_metadata") or {}).get("kwargs", {})
    if "expression" in arguments:
        return f"{sentence} Every row: `{' '.join(arguments['expression'].split())}`."
    if "columns" in arguments:
        return f"{sentence} No two rows share {', '.join(arguments['columns'])}."
    return sentence
