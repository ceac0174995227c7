"""How risk is scored: config/risk.yaml, read and checked."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimization.parameters.entry_files import read_entry_values
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.settings import Rate
from optimization.places import CONFIG_DIR

RISK_CONFIG = CONFIG_DIR / "risk.yaml"

Score = Annotated[Rate, Field(ge=0, le=1)]
Share = Annotated[Rate, Field(gt=0, le=1)]


class RiskRules(BaseModel):
    """Scores and the edges between them, as exact decimals; unit, meaning and source stand in the file.

    A value on an edge belongs to the lower risk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    low_score: Score
    medium_score: Score
    high_score: Score
    critical_score: Score
    budget_share: Share
    budget_score: Score
    low_percentile: Share
    low_position_score: Score
    high_percentile: Share
    high_position_score: Score
    affected_share: Share
    affected_score: Score
    large_change: Share
    large_change_score: Score
    moderate_change: Share
    moderate_change_score: Score
    small_change: Share
    small_change_score: Score
    slight_change_score: Score
    high_risk_above: Score
    medium_risk_above: Score
    mitigation_above: Score

    @model_validator(mode="after")
    def _edges_and_scores_are_in_order(self) -> Self:
        self._refuse_disorder("low_score", "medium_score", "high_score", "critical_score")
        self._refuse_disorder("low_percentile", "high_percentile")
        self._refuse_disorder("small_change", "moderate_change", "large_change")
        self._refuse_disorder(
            "slight_change_score", "small_change_score", "moderate_change_score", "large_change_score"
        )
        self._refuse_disorder("medium_risk_above", "high_risk_above")
        largest = self.budget_score + max(self.low_position_score, self.high_position_score) + self.affected_score
        if largest > 1:
            raise ValueError(
                "budget_score, the larger of the position scores and affected_score must sum to at most 1, but they "
                f"sum to {largest}."
            )
        return self

    def parameter_score(self, level: RiskLevel) -> Decimal:
        """The score of a lever of this level."""
        return {
            RiskLevel.LOW: self.low_score,
            RiskLevel.MEDIUM: self.medium_score,
            RiskLevel.HIGH: self.high_score,
            RiskLevel.CRITICAL: self.critical_score,
        }[level]

    def _refuse_disorder(self, *names: str) -> None:
        values = [getattr(self, name) for name in names]
        if any(left >= right for left, right in pairwise(values)):
            raise ValueError(f"{' < '.join(names)} must hold, but they are {', '.join(map(str, values))}.")


def load_risk_rules(path: Path = RISK_CONFIG) -> RiskRules:
    """The rules in force.

    Raises:
        BadInputError: naming the file, and the entry or value that is wrong.
    """
    return read_entry_values(path, RiskRules)
