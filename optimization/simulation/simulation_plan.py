"""The dbt project as dbt compiled it: every model's SQL, what it reads, and the tables below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The model that is built once per year, each year from the one before.
YEARLY_MODEL = "int_roster_years"


@dataclass(frozen=True, kw_only=True)
class CompiledModel:
    """One model: the relation that others select from, the query behind it, and the names of what it reads."""

    name: str
    relation: str
    sql: str
    is_view: bool
    parents: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SeedTable:
    """A seed: its relation, its file in the seeds folder, and its columns with their types."""

    name: str
    relation: str
    file_name: str
    columns: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SimulationPlan:
    """All seeds, all models in lineage order, ancestors first, and the statement that makes the yearly table empty."""

    seeds: tuple[SeedTable, ...]
    models: tuple[CompiledModel, ...]
    create_yearly_table: str

    def with_ancestors(self, names: Iterable[str]) -> tuple[CompiledModel, ...]:
        """The models of these names and every model that they are computed from, in lineage order."""
        needed = set(names)
        for model in reversed(self.models):
            if model.name in needed:
                needed.update(model.parents)
        return tuple(model for model in self.models if model.name in needed)

    def descendants(self, names: Iterable[str]) -> frozenset[str]:
        """The models that are computed from these models, seeds or sources, themselves left out."""
        given = set(names)
        found: set[str] = set()
        for model in self.models:
            if not (given | found).isdisjoint(model.parents):
                found.add(model.name)
        return frozenset(found)
