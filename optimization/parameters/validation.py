"""What can be said of a pay-growth target or of a set of levers before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from numbers import Real
from typing import Any

from optimization.errors import BadInputError
from optimization.parameters.census_payroll import census_payroll
from optimization.parameters.growth_limits import GrowthLimits, load_growth_limits
from optimization.parameters.lever_remarks import lever_remarks
from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.percent_texts import PERCENT_PER_ONE, percent_text, points_text
from optimization.parameters.remark_limits import load_remark_limits
from optimization.parameters.schema import JudgedSet, ParameterSchema
from optimization.places import places


def validate_growth_targets(target_growth: float, *, payroll: float | None = None) -> dict[str, str]:
    """Judge a target by config/growth_targets.yaml; a target on a limit is within it.

    Args:
        target_growth: Pay growth per year, as a fraction: 0.045 is 4.5 percent.
        payroll: Pay of a year, in any currency; the installed census's unless given.

    Returns:
        One sentence for each of `economic` (begins HIGH_RISK, LOW_RISK or ACCEPTABLE), `budget` (REVIEW_REQUIRED or
        ACCEPTABLE) and `benchmark` (NOTABLE or ALIGNED), with the figures that it rests on.

    Raises:
        BadInputError: the target is no number or too large for a fraction, the payroll is not above zero, or none is
            given and there is no census.
    """
    limits = load_growth_limits()
    target = _checked_target(target_growth, limits)
    return {
        "economic": _economic(target, limits),
        "budget": _budget(target, limits, payroll=_payroll(payroll)),
        "benchmark": _benchmark(target, limits),
    }


def growth_band(target: float) -> str:
    """The band that a target lies in: conservative, moderate or aggressive, or below or above all of them.

    An edge between two bands belongs to the lower one, and the outermost edges to their bands.

    Raises:
        BadInputError: the target is no number or too large for a fraction.
    """
    limits = load_growth_limits()
    growth = _checked_target(target, limits)
    if growth < limits.conservative_lower:
        return "below"
    upper_edges = {
        "conservative": limits.moderate_lower,
        "moderate": limits.aggressive_lower,
        "aggressive": limits.aggressive_upper,
    }
    return next((band for band, upper in upper_edges.items() if growth <= upper), "above")


def comprehensive_parameter_validation(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Judge a set of levers by config/levers.yaml and config/lever_remarks.yaml; what is not named is not judged.

    Args:
        parameters: Lever name to value, in the lever's unit: {"merit_rate_level_1": 0.03, "cola_rate": 0.015}.

    Returns:
        `is_valid`; `errors`: unknown names, values that are no numbers or out of bounds, names that contradict one
        another; `warnings`: merit that falls with level or differs much by level, a high COLA, a high new-hire
        adjustment, and every value whose risk is HIGH; `business_insights`: no COLA, a low new-hire adjustment;
        `risk_assessment`: the highest risk of a value, CRITICAL where there are errors.

    Raises:
        BadInputError: a file of the configuration has a problem.
    """
    schema = ParameterSchema()
    judged = schema.judge(parameters)
    remarks = lever_remarks(judged.cells, years=schema.years, catalogue=schema.catalogue, limits=load_remark_limits())
    return {
        "is_valid": judged.is_valid,
        "errors": list(judged.errors),
        "warnings": [*remarks.warnings, *_high_risks(judged)],
        "business_insights": list(remarks.insights),
        "risk_assessment": judged.risk,
    }


def _high_risks(judged: JudgedSet) -> Iterator[str]:
    """The values whose own risk is HIGH, so that the risk of a set never stands without its reason."""
    for is_valid, messages, risk in judged.results.values():
        if is_valid and risk is RiskLevel.HIGH:
            yield from (f"{message} Its risk is HIGH." for message in messages)


def _economic(target: Decimal, limits: GrowthLimits) -> str:
    if target > limits.high_risk_above:
        return (
            f"HIGH_RISK: {percent_text(target)} a year is above {percent_text(limits.high_risk_above)}, more than "
            "most employers carry for long."
        )
    if target < limits.low_risk_below:
        return (
            f"LOW_RISK: {percent_text(target)} a year is below {percent_text(limits.low_risk_below)}: cheap, but pay "
            "falls behind the market."
        )
    return (
        f"ACCEPTABLE: {percent_text(target)} a year lies from {percent_text(limits.low_risk_below)} to "
        f"{percent_text(limits.high_risk_above)}."
    )


def _budget(target: Decimal, limits: GrowthLimits, *, payroll: Decimal) -> str:
    impact, variance = target * payroll, limits.budget_variance * payroll
    word, comparison = ("REVIEW_REQUIRED", "above") if impact > variance else ("ACCEPTABLE", "within")
    return (
        f"{word}: {percent_text(target)} of a payroll of {payroll:,.0f} is {impact:,.0f} a year, {comparison} the "
        f"variance of {variance:,.0f} ({percent_text(limits.budget_variance)} of payroll)."
    )


def _benchmark(target: Decimal, limits: GrowthLimits) -> str:
    distance = target - limits.benchmark_growth
    reach, benchmark = points_text(limits.benchmark_reach), percent_text(limits.benchmark_growth)
    if abs(distance) <= limits.benchmark_reach:
        return f"ALIGNED: {percent_text(target)} a year lies within {reach} of the benchmark of {benchmark}."
    side = "above" if distance > 0 else "below"
    return (
        f"NOTABLE: {percent_text(target)} a year lies {points_text(abs(distance))} {side} the benchmark of "
        f"{benchmark}, and within {reach} is usual."
    )


def _checked_target(target_growth: object, limits: GrowthLimits) -> Decimal:
    target = _number("target_growth", target_growth, like="a fraction like 0.045 for 4.5%")
    if abs(target) > limits.largest_target:
        hundredth = target / PERCENT_PER_ONE
        raise BadInputError(
            f"target_growth = {target_growth} means {percent_text(target)} a year, and at most "
            f"{percent_text(limits.largest_target)} up or down is judged. Give a fraction: {hundredth:f} is "
            f"{percent_text(hundredth)}."
        )
    return target


def _payroll(payroll: object) -> Decimal:
    if payroll is None:
        return census_payroll(places().census)
    amount = _number("payroll", payroll, like="the pay of a year")
    if amount <= 0:
        raise BadInputError(f"payroll = {payroll}: it must be above zero, the pay of a year.")
    return amount


def _number(name: str, value: object, *, like: str) -> Decimal:
    """The number as it is written, so that a target on a limit is on it: 0.05 is not the float beside it."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise BadInputError(f"{name} = {value!r} is not a number: give {like}.")
    number = Decimal(repr(float(value)))
    if not number.is_finite():
        raise BadInputError(f"{name} = {value} is not a finite number: give {like}.")
    return number
