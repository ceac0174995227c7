"""What a batch builds of the compiled models, and how often: sorted by dbt's own lineage."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from optimization.errors import PlanwiseError
from optimization.simulation.simulation_plan import CompiledModel, SimulationPlan

# The marts that metrics are read from; their ancestors never touch the wide, person-level ones.
METRIC_MODELS = ("fct_scenario_metrics", "fct_year_metrics")
# The mart that says what made pay grow.
DRIVER_MODEL = "fct_growth_drivers"
# People read levers through these two alone: populations that are known already are not simulated again.
POPULATIONS = "int_populations"
POPULATION_LEVERS = "int_population_levers"
# All that pay needs to know of people. It is kept, population by population.
COHORT_SUMS = "int_cohort_sums"
# What a candidate changes.
_CANDIDATE_INPUTS = ("comp_levers", "scenario_meta", "inputs.scenarios")


@dataclass(frozen=True, kw_only=True)
class BatchStages:
    """The models behind metrics and growth drivers in the order in which they are built, each in one stage.

    Attributes:
        fixed: no lever reaches them; built once.
        choice: which populations the batch has; built for every batch.
        people: from a population's levers to the sums of its cohorts; built for populations that are not known yet.
        cohorts: computed from those sums alone; built when the batch has other populations than the one before.
        pay: built for every batch.
        drivers: behind the growth drivers and no metric; built for the batches that are asked for them.
    """

    fixed: tuple[CompiledModel, ...]
    choice: tuple[CompiledModel, ...]
    people: tuple[CompiledModel, ...]
    cohorts: tuple[CompiledModel, ...]
    pay: tuple[CompiledModel, ...]
    drivers: tuple[CompiledModel, ...]


def batch_stages(plan: SimulationPlan) -> BatchStages:
    """Sort the plan's models into stages.

    Raises:
        PlanwiseError: a model reads people otherwise than through the sums of their cohorts.
    """
    models = plan.with_ancestors(METRIC_MODELS)
    drivers = tuple(model for model in plan.with_ancestors([DRIVER_MODEL]) if model not in models)
    moved = plan.descendants(_CANDIDATE_INPUTS)
    people = plan.descendants([POPULATIONS]) & {model.name for model in plan.with_ancestors([COHORT_SUMS])}
    choice = {model.name for model in plan.with_ancestors([POPULATIONS, POPULATION_LEVERS])} & moved - people
    cohorts: set[str] = set()
    for model in models:
        changing = moved.intersection(model.parents)
        if changing and changing <= {COHORT_SUMS} | cohorts:
            cohorts.add(model.name)
    pay = moved - choice - people - cohorts
    for model in (*models, *drivers):
        # While people are built these hold new populations only.
        unseen = (people | {POPULATIONS}) - {COHORT_SUMS}
        if model.name in cohorts | pay and not unseen.isdisjoint(model.parents):
            raise PlanwiseError(
                f"A batch keeps nothing of people but {COHORT_SUMS}, and {model.name} reads "
                f"{', '.join(sorted(unseen.intersection(model.parents)))}. Let it read {COHORT_SUMS}."
            )

    def among(names: AbstractSet[str]) -> tuple[CompiledModel, ...]:
        return tuple(model for model in models if model.name in names)

    return BatchStages(
        fixed=tuple(model for model in models if model.name not in moved),
        choice=among(choice),
        people=among(people),
        cohorts=among(cohorts),
        pay=among(pay),
        drivers=drivers,
    )
