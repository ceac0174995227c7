"""What a simulation job may be given, and the years it gives back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimization.errors import BadInputError
from orchestrator.simulation_config import SimulationConfig, settings_of


def test_the_defaults_are_those_that_guides_name() -> None:
    config = SimulationConfig()

    assert (config.start_year, config.end_year, config.random_seed, config.full_refresh) == (2025, 2029, 42, False)
    assert config.target_growth_rate == 0.03
    assert config.total_termination_rate == 0.12
    assert config.new_hire_termination_rate == 0.25


def test_what_is_typed_reaches_the_settings_exactly() -> None:
    settings = settings_of(SimulationConfig(start_year=2026, end_year=2026, target_growth_rate=0.1))

    assert settings.years == (2026,)
    assert settings.workforce_growth_rate == Decimal("0.1")


def test_years_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(BadInputError, match="start_year = 2025 lies after end_year = 2024"):
        settings_of(SimulationConfig(end_year=2024))


@pytest.mark.parametrize(("full_refresh", "expected"), [(False, 2027), (True, None)])
def test_a_full_refresh_does_not_resume(full_refresh: bool, expected: int | None) -> None:
    assert SimulationConfig(resume_from=2027, full_refresh=full_refresh).resume_year == expected
