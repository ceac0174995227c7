"""A run of fewer years than the plan's is told as a warning, any other as a fact."""

from __future__ import annotations

import logging

import pytest

from optimization.parameters.settings import load_simulation_settings
from orchestrator.horizon import horizon_metadata, tell_horizon


@pytest.mark.parametrize(("end_year", "level"), [(2025, "WARNING"), (2029, "INFO"), (2031, "INFO")])
def test_only_a_horizon_shorter_than_the_shipped_one_is_a_warning(
    end_year: int, level: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = load_simulation_settings().replace(end_year=end_year)

    with caplog.at_level(logging.INFO):
        tell_horizon(logging.getLogger("a run"), settings, what="Published")

    [told] = caplog.records
    assert told.levelname == level
    assert told.getMessage().startswith(f"Published 2025 to {end_year}")
    assert ("config/simulation.yaml has 2025 to 2029" in told.getMessage()) == (level == "WARNING")
    assert horizon_metadata(settings) == {"start_year": 2025, "end_year": end_year}
