"""The horizon and the assumptions that nobody decides: config/simulation.yaml as checked values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.field_errors import field_errors
from optimization.parameters.yaml_files import read_yaml_sections
from optimization.parameters.years import FIRST_YEAR, LAST_YEAR
from optimization.places import CONFIG_DIR

SETTINGS_CONFIG = CONFIG_DIR / "simulation.yaml"

# The warehouse keeps rates as decimal(18,9); one place more would be rounded there without a word.
RATE_DECIMAL_PLACES = 9
# A pay history has an octal digit a year, and 128 bits hold 42 of them; longer plans are slips of typing anyway.
MAX_HORIZON_YEARS = 40
# Seeds are stored as 64-bit signed integers.
SEED_END = 2**63
# Ten times the largest census that the simulation is measured with.
MAX_CENSUS_EMPLOYEES = 10_000_000
# No working life is longer; a larger number is in months, or a slip.
MAX_WORKING_YEARS = 100
# A new hire's pay lies around the midpoint of the band; above this factor of it the number is no spread.
MAX_PAY_SPREAD = 10
# Any year without a leap day: the cut-off day must exist in every year.
_COMMON_YEAR = 2001

# Small floats and decimals print themselves with an exponent. No infinity, no NaN, no 1_000.
_DECIMAL = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def _exact_decimal(value: object) -> Decimal:
    """The number as it was written: a float by its shortest text, so 0.03 is three hundredths exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("it must be a number, like 0.03.")
    text = repr(float(value)) if isinstance(value, float) else str(value)
    if not _DECIMAL.fullmatch(text):
        raise ValueError("it must be a plain decimal number, like 0.03.")
    number = Decimal(text)
    # Fractions are exact; Decimal's own operations would round to 28 digits first.
    if (Fraction(number) * 10**RATE_DECIMAL_PLACES).denominator != 1:
        raise ValueError(f"it has more than {RATE_DECIMAL_PLACES} decimal places: round it yourself.")
    # One way to write it, so that equal settings have equal fingerprints: the warehouse keeps 0.03 as 0.030000000.
    return Decimal(f"{number.normalize():f}")


Rate = Annotated[Decimal, BeforeValidator(_exact_decimal)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Seed = Annotated[int, Field(ge=0, lt=SEED_END)]
WorkingYears = Annotated[int, Field(ge=0, le=MAX_WORKING_YEARS)]
Label = Annotated[str, Field(min_length=1)]


class SimulationSettings(BaseModel):
    """What a simulation assumes. Rates are fractions (0.03 is three percent), exact, with at most nine decimals.

    Units, meaning and source of each field stand in config/simulation.yaml; see `read_setting_entries`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    start_year: Year
    end_year: Year
    random_seed: Seed
    workforce_growth_rate: Annotated[Rate, Field(gt=-1, le=1)]
    total_termination_rate: Annotated[Rate, Field(ge=0, le=1)]
    new_hire_termination_rate: Annotated[Rate, Field(ge=0, lt=1)]
    salary_structure_increase: Annotated[Rate, Field(gt=-1, le=1)]
    merit_cutoff_month: Annotated[int, Field(ge=1, le=12)]
    merit_cutoff_day: Annotated[int, Field(ge=1, le=31)]
    starting_pay_spread_lower: Annotated[Rate, Field(gt=0, le=MAX_PAY_SPREAD)]
    starting_pay_spread_width: Annotated[Rate, Field(ge=0, le=MAX_PAY_SPREAD)]
    promotion_min_tenure_years: WorkingYears
    promotion_max_age_years: WorkingYears
    default_census_employees: Annotated[int, Field(ge=1, le=MAX_CENSUS_EMPLOYEES)]
    default_census_seed: Seed
    pay_gap_reference_gender: Label
    pay_gap_comparison_gender: Label

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        if self.start_year > self.end_year:
            raise ValueError(
                f"start_year = {self.start_year} lies after end_year = {self.end_year}: it must be at most end_year."
            )
        if len(self.years) > MAX_HORIZON_YEARS:
            raise ValueError(
                f"start_year = {self.start_year} to end_year = {self.end_year} are {len(self.years)} years: "
                f"at most {MAX_HORIZON_YEARS} are simulated."
            )
        try:
            date(_COMMON_YEAR, self.merit_cutoff_month, self.merit_cutoff_day)
        except ValueError as error:
            raise ValueError(
                f"merit_cutoff_day = {self.merit_cutoff_day} does not exist in month {self.merit_cutoff_month} of "
                "every year: choose a day that does."
            ) from error
        if self.pay_gap_reference_gender == self.pay_gap_comparison_gender:
            raise ValueError(
                f"pay_gap_comparison_gender = {self.pay_gap_comparison_gender} is the reference too: "
                "a gap needs two groups."
            )
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """The simulated years, ascending."""
        return tuple(range(self.start_year, self.end_year + 1))

    @property
    def census_date(self) -> date:
        """The day of the roster that the simulation starts from: the last one before the first simulated year."""
        return date(self.start_year - 1, 12, 31)

    def replace(self, **overrides: object) -> SimulationSettings:
        """The same settings with some fields changed, checked like the file.

        Raises:
            BadInputError: an unknown field, or a value out of range; names field, value and bounds.
        """
        for name in overrides:
            if name not in type(self).model_fields:
                raise unknown_name("setting", name, type(self).model_fields)
        return _checked({**self.model_dump(), **overrides}, where="Settings")


class SettingEntry(BaseModel):
    """One entry of config/simulation.yaml: the value, and what a reader must know about it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    value: Any
    unit: Label
    description: Label
    source: Label


def read_setting_entries(path: Path = SETTINGS_CONFIG) -> Mapping[str, SettingEntry]:
    """Every setting with its unit, description and source, in the file's order; values not yet checked.

    Raises:
        BadInputError: naming the file, the setting and the key.
    """
    entries: dict[str, SettingEntry] = {}
    for name, entry in read_yaml_sections(path).items():
        if name not in SimulationSettings.model_fields:
            raise BadInputError(f"{path}: {unknown_name('setting', name, SimulationSettings.model_fields)}")
        try:
            entries[name] = SettingEntry.model_validate(entry)
        except ValidationError as error:
            raise field_errors(error, where=f"{path}: {name}", names=SettingEntry.model_fields) from error
    return entries


def load_simulation_settings(path: Path = SETTINGS_CONFIG) -> SimulationSettings:
    """Read and check the settings.

    Raises:
        BadInputError: naming the file, and each field with its value and bounds.
    """
    entries = read_setting_entries(path)
    return _checked({name: entry.value for name, entry in entries.items()}, where=str(path))


def _checked(values: Mapping[str, object], *, where: str) -> SimulationSettings:
    try:
        return SimulationSettings.model_validate(values)
    except ValidationError as error:
        raise field_errors(
            error, where=where, names=SimulationSettings.model_fields, fields=SimulationSettings.model_fields
        ) from error
