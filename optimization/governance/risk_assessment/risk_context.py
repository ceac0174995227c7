"""What a change is judged in: cost, budget, position in the market and the people affected, as given and checked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from numbers import Integral
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from optimization.errors import BadInputError, unknown_name
from optimization.parameters.field_errors import field_errors


class MarketPosition(StrEnum):
    """Where pay lies in the market, in quartiles."""

    BELOW = "below_25th_percentile"
    MEDIAN = "median"
    ABOVE = "above_75th_percentile"


def _count(value: object) -> object:
    """A whole number also where a spreadsheet or pandas made a float of it."""
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        return value
    return int(value) if isinstance(value, Integral | float) else value


def _position(value: object) -> object:
    """A word, or a percentile as a fraction."""
    if value is None or isinstance(value, MarketPosition):
        return value
    if isinstance(value, str):
        if value not in list(MarketPosition):
            raise ValueError(str(unknown_name("position", value, map(str, MarketPosition))))
        return MarketPosition(value)
    # Not a number lies nowhere either.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        words = ", ".join(MarketPosition)
        raise ValueError(f"it must be one of {words}, or a percentile as a fraction from 0 to 1: 0.4 is the 40th.")
    return float(value)


Count = Annotated[int | None, BeforeValidator(_count)]


class BusinessContext(BaseModel):
    """What is known of the business; None where something is not.

    Costs and budget are of a year, in census currency: the pay of everybody. `market_position` is a word or a
    percentile as a fraction. `market_volatility` is from 0, a calm market, to 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    estimated_annual_cost: float | None = None
    budget_limit: float | None = Field(default=None, gt=0)
    market_position: Annotated[MarketPosition | float | None, BeforeValidator(_position)] = None
    affected_employee_count: Count = Field(default=None, ge=0)
    total_employee_count: Count = Field(default=None, ge=1)
    market_volatility: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _nobody_is_affected_twice(self) -> Self:
        affected, total = self.affected_employee_count, self.total_employee_count
        if affected is not None and total is not None and affected > total:
            raise ValueError(f"affected_employee_count = {affected} is more than total_employee_count = {total}.")
        return self


def checked_context(given: Mapping[str, Any], *, where: str = "business_context") -> BusinessContext:
    """The context, checked.

    Args:
        given: Some or all of the fields by name.
        where: What is checked, first in messages.

    Raises:
        BadInputError: an unknown field, a value that is no number or out of range; names field, value and bounds.
    """
    fields = BusinessContext.model_fields
    try:
        return BusinessContext(**dict(given))
    except ValidationError as error:
        raise field_errors(error, where=where, names=fields, fields=fields) from error
    except TypeError as error:
        raise BadInputError(f"{where}: the names of its fields must be text. {error}") from error
