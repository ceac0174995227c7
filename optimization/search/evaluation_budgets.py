"""How many evaluations a search is worth by its complexity: config/evaluation_budgets.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from optimization.errors import unknown_name
from optimization.parameters.entry_files import read_entry_values
from optimization.parameters.settings import Rate
from optimization.places import CONFIG_DIR

BUDGETS_CONFIG = CONFIG_DIR / "evaluation_budgets.yaml"


class EvaluationCounts(BaseModel):
    """Simulated candidates: the fewest that are worth a search, the usual number, and the most that pay."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    min: int
    recommended: int
    max: int

    @model_validator(mode="after")
    def _counts_are_in_order(self) -> Self:
        if not 1 <= self.min <= self.recommended <= self.max:
            raise ValueError(
                f"1 <= min <= recommended <= max must hold, but they are {self.min}, {self.recommended}, {self.max}."
            )
        return self


class EvaluationBudgets(BaseModel):
    """The counts by complexity, and the share of a search's time that evaluations may take."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    share_of_time: Annotated[Rate, Field(gt=0, le=1)]
    simple: EvaluationCounts
    moderate: EvaluationCounts
    complex: EvaluationCounts

    def of(self, problem_complexity: str) -> EvaluationCounts:
        """The counts of simple, moderate or complex problems.

        Raises:
            BadInputError: there is no such complexity; lists the valid ones and the nearest.
        """
        counts = {"simple": self.simple, "moderate": self.moderate, "complex": self.complex}
        if problem_complexity not in counts:
            raise unknown_name("problem complexity", str(problem_complexity), counts)
        return counts[problem_complexity]


def load_evaluation_budgets(path: Path = BUDGETS_CONFIG) -> EvaluationBudgets:
    """The budgets in force.

    Raises:
        BadInputError: naming the file, and the entry or value that is wrong.
    """
    return read_entry_values(path, EvaluationBudgets)
