"""What passes between the engine's assets: an answer as JSON types, and the question that it answers, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from optimization.errors import BadInputError
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import places
from optimization.recommendation.looks import Look, opened_look
from optimization.search.engine_json import result_from_json
from optimization.search.engine_result import OptimizationResult
from optimization.simulation.run_inputs import gather_inputs
from optimization.simulation.search_settings import search_settings
from orchestrator.names import ENGINE


@contextmanager
def opened_answer(answer: dict[str, Any], log: dg.DagsterLogManager) -> Iterator[tuple[OptimizationResult, Look]]:
    """The result of an engine run, and its question on the same inputs.

    Raises:
        BadInputError: census, levers, settings or SQL are others than the result was found with.
    """
    result = result_from_json(answer["result"])
    config, where = result.config, places()
    inputs = gather_inputs(where, search_settings(where), scenario_ids=[config.scenario_id], seeds=[config.seed])
    if inputs.fingerprint != result.inputs_fingerprint:
        raise BadInputError(
            f"Census, levers, settings or SQL changed since {ENGINE} was materialized (run {answer['run_id']}). "
            f"Materialize {ENGINE} again, and with it what looks around its answer."
        )
    with (
        open_ledger(where) as ledger,
        opened_look(result.objectives, config, inputs, where, ledger=ledger, on_progress=log.info) as look,
    ):
        yield result, look
