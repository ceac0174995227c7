"""The jobs: what is materialized together, from the launchpad with no config typed or from a command.

No `from __future__ import annotations` here: Dagster reads config classes from the annotations themselves.
"""

import dagster as dg

from orchestrator.loop_config import LoopConfig, SingleIterationConfig
from orchestrator.names import ENGINE, EVIDENCE_REPORT, FRONT, LOOP, REVIEW, SENSITIVITY, SIMULATION_MODELS, SUMMARY
from orchestrator.run_tags import KIND_TAG, REVIEWS, SEARCHES, SIMULATES
from orchestrator.simulation_config import SimulationConfig, SingleYearConfig

# Whatever the simulation takes in, computes and publishes. By group: the dbt project says what there is.
_SIMULATION = dg.AssetSelection.groups("ingestion", "simulation", "publication")
_LOOP_ALONE = dg.AssetSelection.assets(LOOP, SUMMARY)
_ENGINE_AND_AROUND = dg.AssetSelection.assets(ENGINE, SENSITIVITY, FRONT, EVIDENCE_REPORT)


@dg.config_mapping
def _start_year_alone(config: SingleYearConfig) -> dg.RunConfig:
    values = config.model_dump()
    return dg.RunConfig(ops={SIMULATION_MODELS: SimulationConfig(**values, end_year=values["start_year"])})


@dg.config_mapping
def _one_iteration(config: SingleIterationConfig) -> dg.RunConfig:
    return dg.RunConfig(ops={LOOP: LoopConfig(**config.model_dump(), max_iterations=1)})


single_year_simulation = dg.define_asset_job(
    "single_year_simulation",
    selection=_SIMULATION,
    config=_start_year_alone,
    tags={KIND_TAG: SIMULATES},
    description="Simulates the start year alone, tests it and publishes it, in place of all years published before. "
    "Config: the fields of SingleYearConfig.",
)

multi_year_simulation = dg.define_asset_job(
    "multi_year_simulation",
    selection=_SIMULATION,
    tags={KIND_TAG: SIMULATES},
    description="Simulates the whole horizon, tests it and publishes it. Config: ops > simulation_models.",
)

compensation_optimization_job = dg.define_asset_job(
    "compensation_optimization_job",
    selection=_SIMULATION | _LOOP_ALONE,
    tags={KIND_TAG: SEARCHES},
    description="From the census to the summary: simulates, publishes, finds the levers that meet the target, and "
    "leaves a proposal with its report. Config: ops > simulation_models and ops > compensation_optimization_loop.",
)

single_optimization_iteration = dg.define_asset_job(
    "single_optimization_iteration",
    selection=dg.AssetSelection.assets("census") | _LOOP_ALONE,
    config=_one_iteration,
    tags={KIND_TAG: SEARCHES},
    description="One round of the target loop on the census and levers in force, to see where a search would start. "
    "Config: the fields of the loop.",
)

advanced_optimization_job = dg.define_asset_job(
    "advanced_optimization_job",
    selection=_SIMULATION | _ENGINE_AND_AROUND,
    tags={KIND_TAG: SEARCHES},
    description="From the census to the evidence: simulates, publishes, chooses levers for cost, equity and targets, "
    "looks around the answer, and leaves a proposal with its report. Config: ops > simulation_models and ops > the "
    "engine's assets.",
)

implementation_review_job = dg.define_asset_job(
    "implementation_review_job",
    selection=dg.AssetSelection.assets(REVIEW),
    tags={KIND_TAG: REVIEWS},
    description="Holds the actual figures of actual_metrics.csv against what was there before each applied proposal, "
    "and says whether to roll back; it rolls nothing back. No config.",
)
