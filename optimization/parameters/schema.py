"""The levers as analysts' guides ask for them: by name, with the bounds, units and risks of config/levers.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily, load_lever_catalogue
from optimization.parameters.lever_cells import JOB_LEVELS, LeverCell
from optimization.parameters.lever_file import read_lever_file
from optimization.parameters.lever_names import (
    LeverName,
    cells_of,
    lever_names,
    lever_number,
    named_values,
    names_by_cell,
    parse_lever_name,
)
from optimization.parameters.lever_risk import RiskLevel, highest_risk, lever_risk
from optimization.parameters.lever_rows import LeverKey
from optimization.parameters.levers_in_force import row_in_force
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from optimization.parameters.settings import load_simulation_settings
from optimization.places import places

# Whether a search may choose a value, what there is to say of it, and its risk.
Judgement = tuple[bool, list[str], RiskLevel]


@dataclass(frozen=True, kw_only=True)
class LeverParameter:
    """A lever by one of its names. Its family holds bounds, recommended range, unit and meaning."""

    name: str
    family: LeverFamily

    def validate_value(self, value: object) -> Judgement:
        """Judge a value, in the lever's unit.

        Returns:
            Whether a search may choose it, what there is to say of it, and its risk. What is no number, or out of
            bounds, is CRITICAL; a value outside the recommended range is valid, with a message.
        """
        try:
            number = lever_number(self.name, value)
        except BadInputError as error:
            return False, [str(error)], RiskLevel.CRITICAL
        risk = lever_risk(number, self.family)
        lower, upper = self.family.lower, self.family.upper
        if not lower <= number <= upper:
            return False, [self._outside(number, "bounds", lower, upper)], risk
        if not self.family.recommends(number):
            recommended = self.family.recommended_lower, self.family.recommended_upper
            return True, [self._outside(number, "recommended range", *recommended)], risk
        return True, [], risk

    def _outside(self, number: float, what: str, lower: float, upper: float) -> str:
        side = "below" if number < lower else "above"
        return f"{self.name} = {number} is {side} its {what}, {lower} to {upper} ({self.family.unit_hint})."


@dataclass(frozen=True, kw_only=True)
class JudgedSet:
    """What there is to say of values by lever name.

    `errors` are unknown names, values that are no numbers or out of bounds, and names that contradict one another;
    `warnings` are values outside the recommended range; `results` hold what `validate_value` says, by name, where there
    is such a lever and the value is a number; `cells` what those values stand for, none where names contradict.
    """

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    results: Mapping[str, Judgement]
    cells: Mapping[LeverCell, float]

    @property
    def is_valid(self) -> bool:
        """Whether a search may choose all of it."""
        return not self.errors

    @property
    def risk(self) -> RiskLevel:
        """The highest risk of a value; CRITICAL where anything is wrong."""
        return highest_risk(risk for _, _, risk in self.results.values()) if self.is_valid else RiskLevel.CRITICAL


class ParameterSchema:
    """Every lever by name: merit_rate_level_3, cola_rate, and with a year, cola_rate@2026.

    Args:
        catalogue: The levers that exist; those of config/levers.yaml unless given.

    Raises:
        BadInputError: config/levers.yaml or config/simulation.yaml has a problem.
    """

    def __init__(self, catalogue: LeverCatalogue | None = None) -> None:
        self.catalogue = load_lever_catalogue() if catalogue is None else catalogue
        self.years = load_simulation_settings().years

    def get_parameter(self, name: str) -> LeverParameter:
        """The lever of this name.

        Raises:
            BadInputError: no such lever or level, or a year outside the simulated ones; names the nearest.
        """
        cells_of(name, years=self.years, catalogue=self.catalogue)
        return LeverParameter(name=name, family=parse_lever_name(name, self.catalogue).family)

    def get_all_parameter_names(self) -> list[str]:
        """The names that describe every lever once, for all years."""
        return list(lever_names(self.catalogue))

    def get_parameters_by_category(self, category: str) -> dict[str, LeverParameter]:
        """The levers of merit, cola, promotion or new_hire, by name.

        Raises:
            BadInputError: there is no such category; lists them.
        """
        parameters = {name: self.get_parameter(name) for name in self.get_all_parameter_names()}
        categories = {family.category for family in self.catalogue.families}
        if category not in categories:
            raise unknown_name("category", category, categories)
        return {name: parameter for name, parameter in parameters.items() if parameter.family.category == category}

    def get_default_parameters(self) -> dict[str, float]:
        """What is in force for the scenario `default` in the first simulated year, by the lever file in force.

        By the names of `get_all_parameter_names`; a lever for all levels is named by level where its levels differ.

        Raises:
            BadInputError: the lever file has a problem, or gives a lever no value in that year.
        """
        path = places().levers
        rows = {LeverKey(row.scenario_id, row.cell): row for row in read_lever_file(path, self.catalogue)}
        values: dict[LeverCell, float] = {}
        for family in self.catalogue.families:
            for level in JOB_LEVELS:
                cell = LeverCell(self.years[0], level, family.parameter_name)
                row = row_in_force(cell, rows, [DEFAULT_SCENARIO])
                if row is None:
                    raise BadInputError(
                        f"{path} gives {cell.parameter_name} of level {level} no value in {cell.fiscal_year} in the "
                        f"scenario {DEFAULT_SCENARIO!r}: add a row."
                    )
                values[cell] = float(row.value)
        return named_values(values, self.catalogue)

    def validate_parameter_set(self, parameters: Mapping[str, object]) -> dict[str, Any]:
        """Judge values by lever name; levers that are not named are not judged. As `judge`, as a dict.

        Returns:
            `is_valid`, `errors`, `warnings`, `overall_risk`, and `parameter_results`: `is_valid`, `messages` and `risk`
            by name.
        """
        judged = self.judge(parameters)
        return {
            "is_valid": judged.is_valid,
            "errors": list(judged.errors),
            "warnings": list(judged.warnings),
            "overall_risk": judged.risk,
            "parameter_results": {
                name: {"is_valid": is_valid, "messages": messages, "risk": risk}
                for name, (is_valid, messages, risk) in judged.results.items()
            },
        }

    def judge(self, parameters: Mapping[str, object]) -> JudgedSet:
        """What there is to say of values by lever name; levers that are not named are not judged."""
        errors: list[str] = []
        warnings: list[str] = []
        results: dict[str, Judgement] = {}
        numbers: dict[LeverName, float] = {}
        for name, value in parameters.items():
            try:
                parameter, number = self.get_parameter(name), lever_number(name, value)
            except BadInputError as error:
                errors.append(str(error))
                continue
            numbers[parse_lever_name(name, self.catalogue)] = number
            results[name] = is_valid, messages, _ = parameter.validate_value(number)
            (warnings if is_valid else errors).extend(messages)
        try:
            winners = names_by_cell(numbers, years=self.years, catalogue=self.catalogue)
        except BadInputError as error:
            errors.append(str(error))
            winners = {}
        return JudgedSet(
            errors=tuple(errors),
            warnings=tuple(warnings),
            results=results,
            cells={cell: numbers[name] for cell, name in winners.items()},
        )
