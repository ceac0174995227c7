"""What another version of the program kept of candidates is simulated again, and stands in nobody's way."""

from __future__ import annotations

from pathlib import Path

from figures import HORIZON, lever_table
from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import places
from optimization.recommendation.looks import evaluation_cache
from optimization.search.cache import SmartOptimizationCache
from optimization.simulation.protocol import Metrics, Simulator

TODAY: dict[str, float] = {}


class KnownInputs:
    """A simulator that is only asked what its inputs are."""

    inputs_fingerprint = "inputs"
    levers = lever_table([2025])

    def simulate(self, *_: object, **__: object) -> list[Metrics]:
        raise AssertionError("nothing is simulated here")


def test_an_entry_with_other_metrics_is_a_miss(tmp_path: Path) -> None:
    simulator: Simulator = KnownInputs()
    with open_ledger(places({"PLANWISE_HOME": str(tmp_path)})) as ledger:
        # As it was kept when metrics had no version: with the same inputs and seed, and fewer fields.
        earlier = SmartOptimizationCache[dict[str, float]](
            namespace="inputs:42", store=LedgerEvaluationStore(ledger), encode=dict, decode=dict
        )
        earlier.set(TODAY, {"total_compensation_cost": 1.0})

        assert evaluation_cache(simulator, ledger, seed=42).get(TODAY) is None


def test_an_entry_of_this_version_is_found_by_the_next_process(tmp_path: Path) -> None:
    simulator: Simulator = KnownInputs()
    with open_ledger(places({"PLANWISE_HOME": str(tmp_path)})) as ledger:
        evaluation_cache(simulator, ledger, seed=42).set(TODAY, HORIZON)

        assert evaluation_cache(simulator, ledger, seed=42).get(TODAY) == HORIZON
        assert evaluation_cache(simulator, ledger, seed=43).get(TODAY) is None
