"""What config/governance.yaml may say of rollouts, and what a slip in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.governance.governance_settings import GOVERNANCE_CONFIG, load_governance_settings


def test_the_shipped_tolerances_are_the_specified_ones() -> None:
    rollout = load_governance_settings().rollout
    assert {name: (each.phases, each.max_change_per_phase) for name, each in rollout.tolerances.items()} == {
        "low": (4, 0.25),
        "medium": (3, 0.35),
        "high": (2, 0.50),
    }
    assert rollout.max_phases == 60


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("max_phases: 60", "max_phases: 3", r"rollout.*low plans 4 phases, and max_phases is 3"),
        ("max_phases: 60", "max_phases: 0", r"rollout: max_phases = 0"),
        ("  max_phases: 60\n", "", r"rollout: max_phases is missing"),
        (
            "max_change_per_phase: 0.50",
            "max_change_per_phase: 1.0",
            r"tolerances.high.max_change_per_phase = .* less than 1",
        ),
        (
            "max_change_per_phase: 0.25",
            "max_change_per_phase: 0",
            r"tolerances.low.max_change_per_phase = .* greater than 0",
        ),
        ("high: {phases: 2,", "high: {phases: 0,", r"tolerances.high.phases = 0"),
    ],
)
def test_a_rollout_that_cannot_be_meant_is_refused_by_its_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = GOVERNANCE_CONFIG.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "governance.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInputError, match=told):
        load_governance_settings(path)
