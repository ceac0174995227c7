"""The four components of risk, from 0 to 1, each worked out from data alone; one without data is not assessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimization.governance.risk_assessment.risk_context import BusinessContext, MarketPosition
from optimization.governance.risk_assessment.risk_rules import RiskRules
from optimization.parameters.changed_levers import ChangedLever, exactly
from optimization.parameters.lever_names import LeverName
from optimization.parameters.lever_risk import RiskLevel, lever_risk

PARAMETER, BUSINESS, IMPLEMENTATION, MARKET = "parameter_risk", "business_risk", "implementation_risk", "market_risk"


@dataclass(frozen=True, kw_only=True)
class Component:
    """One side of the risk. `score` is exact, and None where nothing of it could be assessed.

    `reasons` say what the score comes from, `not_assessed` what there was no data for.
    """

    name: str
    score: Fraction | None
    reasons: tuple[str, ...] = ()
    not_assessed: tuple[str, ...] = ()


def component_score(component: Component) -> float | None:
    """The score as a number for a reader; None where the component was not assessed."""
    return None if component.score is None else float(component.score)


def parameter_risk(values: Mapping[LeverName, float], rules: RiskRules) -> Component:
    """Where levers stand against their recommended range and the bounds of a search: the mean of their scores.

    Args:
        values: The levers that change, in their own unit; without any the score is that of a LOW one.
        rules: The score of each level.

    Raises:
        BadInputError: a value is not a finite number.
    """
    levels = {name: lever_risk(value, name.family) for name, value in values.items()}
    scores = [Fraction(rules.parameter_score(level)) for level in levels.values()] or [Fraction(rules.low_score)]
    unusual = tuple(
        f"{name} = {values[name]} is {level}: recommended is {name.family.recommended_lower} to "
        f"{name.family.recommended_upper}, and a search keeps to {name.family.lower} to {name.family.upper}"
        for name, level in levels.items()
        if level > RiskLevel.LOW
    )
    usual = "every lever is within its recommended range" if levels else "no lever changes"
    return Component(name=PARAMETER, score=_mean(scores), reasons=unusual or (usual,))


def business_risk(context: BusinessContext, rules: RiskRules) -> Component:
    """Budget, position in the market, and how many are affected: what is over its edge adds up.

    A part without data adds nothing; where others have some, what it could have added is said to be missing.
    """
    parts = (_budget(context, rules), _position(context, rules), _affected(context, rules))
    scores = [part.score for part in parts if part.score is not None]
    consequence = f", so {BUSINESS} may be too low" if scores else ""
    return Component(
        name=BUSINESS,
        score=sum(scores, Fraction(0)) if scores else None,
        reasons=tuple(reason for part in parts for reason in part.reasons),
        not_assessed=tuple(f"{gap}{consequence}" for part in parts for gap in part.not_assessed),
    )


def implementation_risk(changes: Sequence[ChangedLever], rules: RiskRules) -> Component:
    """How far the changed levers move on average, relative to where they start.

    A lever that starts at zero counts by its move against its range, from the lower to the upper bound of a search.
    """
    if not changes:
        return Component(name=IMPLEMENTATION, score=Fraction(rules.slight_change_score), reasons=("no lever changes",))
    average = _mean([_size(change) for change in changes])
    reason = f"the levers move on average by {float(average):.1%} of where they start"
    from_zero = [str(change.name) for change in changes if change.relative_change is None]
    if from_zero:
        reason += f", those at zero by their move against their range ({', '.join(from_zero)})"
    edges = (
        (rules.large_change, rules.large_change_score),
        (rules.moderate_change, rules.moderate_change_score),
        (rules.small_change, rules.small_change_score),
    )
    score = next((score for edge, score in edges if average > Fraction(edge)), rules.slight_change_score)
    return Component(name=IMPLEMENTATION, score=Fraction(score), reasons=(reason,))


def market_risk(context: BusinessContext) -> Component:
    """The volatility of the market, as given: nothing here could measure it."""
    volatility = context.market_volatility
    if volatility is None:
        return Component(name=MARKET, score=None, not_assessed=("market: no market_volatility is known",))
    return Component(name=MARKET, score=exactly(volatility), reasons=(f"the market's volatility is {volatility}",))


def _size(change: ChangedLever) -> Fraction:
    relative = change.relative_change
    if relative is None:
        return abs(change.change) / (exactly(change.family.upper) - exactly(change.family.lower))
    return abs(relative)


def _budget(context: BusinessContext, rules: RiskRules) -> Component:
    cost, budget = context.estimated_annual_cost, context.budget_limit
    if cost is None or budget is None:
        return _unknown("budget", "estimated_annual_cost" if cost is None else "budget_limit")
    used = exactly(cost) / exactly(budget)
    return _part(
        rules.budget_score if used > Fraction(rules.budget_share) else None,
        f"{float(used):.1%} of the budget is used ({cost:,.0f} of {budget:,.0f} a year)",
    )


def _position(context: BusinessContext, rules: RiskRules) -> Component:
    position = context.market_position
    if position is None:
        return _unknown("market position", "market_position")
    if not isinstance(position, MarketPosition):
        percentile, position = exactly(position), MarketPosition.MEDIAN
        if percentile < Fraction(rules.low_percentile):
            position = MarketPosition.BELOW
        elif percentile > Fraction(rules.high_percentile):
            position = MarketPosition.ABOVE
    scores = {MarketPosition.BELOW: rules.low_position_score, MarketPosition.ABOVE: rules.high_position_score}
    return _part(scores.get(position), f"the position in the market is {context.market_position}")


def _affected(context: BusinessContext, rules: RiskRules) -> Component:
    affected, total = context.affected_employee_count, context.total_employee_count
    if affected is None or total is None:
        return _unknown("employees affected", "affected_employee_count" if affected is None else "total_employee_count")
    share = Fraction(affected, total)
    return _part(
        rules.affected_score if share > Fraction(rules.affected_share) else None,
        f"{affected:,} of {total:,} employees are affected ({float(share):.1%})",
    )


def _part(score: Decimal | None, fact: str) -> Component:
    """A part of business risk that was assessed; no score where it is within its edge."""
    added = Fraction(0) if score is None else Fraction(score)
    return Component(name=BUSINESS, score=added, reasons=(f"{fact}: +{float(added)}",))


def _unknown(part: str, field: str) -> Component:
    return Component(name=BUSINESS, score=None, not_assessed=(f"{part}: no {field} is known",))


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)
