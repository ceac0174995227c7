"""The risk report: components drawn together into one score, a level, and what would lower it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from optimization.governance.risk_assessment.risk_components import (
    BUSINESS,
    IMPLEMENTATION,
    MARKET,
    PARAMETER,
    Component,
    business_risk,
    component_score,
    implementation_risk,
    market_risk,
    parameter_risk,
)
from optimization.governance.risk_assessment.risk_context import BusinessContext
from optimization.governance.risk_assessment.risk_rules import RiskRules
from optimization.parameters.changed_levers import ChangedLever
from optimization.parameters.lever_risk import RiskLevel, highest_risk, lever_risk

_MITIGATIONS: Mapping[str, str] = {
    PARAMETER: "Bring the levers back towards their recommended range, or have their owners agree in writing.",
    BUSINESS: "Settle budget and communication first: leave headroom, and prepare managers for the people affected.",
    IMPLEMENTATION: "Spread the change over a staged rollout of low risk tolerance, and look at actual figures after "
    "each phase.",
    MARKET: "Compare with fresh market data before each phase, and review more often while the market moves.",
}


def risk_report(
    changes: Sequence[ChangedLever], context: BusinessContext, rules: RiskRules, *, sources: Mapping[str, str]
) -> dict[str, Any]:
    """The risk of moving levers in a business context, as JSON types.

    Args:
        changes: The levers that move.
        context: What is known of the business.
        rules: Scores and edges.
        sources: Where each known field of the context is from, like "given" or "simulated".

    Returns:
        `overall_risk_score`, the mean of the components that were assessed, and `overall_risk_level`, LOW, MEDIUM or
        HIGH. `component_risks` by name, None where not assessed. `risk_factors`: the components that were, the highest
        score first, each with its reasons. `mitigation_recommendations`: a text per factor over the edge.
        `not_assessed`: what there was no data for. `proposal_risk_level`, which decides who must approve: the worse of
        the overall level and that of the riskiest lever that moves, since a mean hides one lever among many.
        `changed_levers` and `business_context` are what it was worked out from.
    """
    components = (
        parameter_risk({change.name: change.after for change in changes}, rules),
        business_risk(context, rules),
        implementation_risk(changes, rules),
        market_risk(context),
    )
    assessed = [(each.score, each) for each in components if each.score is not None]
    factors = sorted(assessed, key=lambda pair: pair[0], reverse=True)
    overall = sum((score for score, _ in assessed), Fraction(0)) / len(assessed)
    level = _level(overall, rules)
    lever_levels = {change: lever_risk(change.after, change.family) for change in changes}
    return {
        "overall_risk_score": float(overall),
        "overall_risk_level": str(level),
        "component_risks": {each.name: component_score(each) for each in components},
        "risk_factors": [
            {"factor": each.name, "score": float(score), "reasons": list(each.reasons)} for score, each in factors
        ],
        "mitigation_recommendations": [
            _mitigation(each) for score, each in factors if score > Fraction(rules.mitigation_above)
        ],
        "not_assessed": [gap for each in components for gap in each.not_assessed],
        "proposal_risk_level": str(highest_risk([level, *lever_levels.values()])),
        "changed_levers": [
            {"lever": str(change.name), "before": change.before, "after": change.after, "risk_level": str(lever_level)}
            for change, lever_level in lever_levels.items()
        ],
        "business_context": {
            name: {"value": value, "source": sources[name]}
            for name, value in context.model_dump(mode="json").items()
            if value is not None
        },
    }


def _level(score: Fraction, rules: RiskRules) -> RiskLevel:
    if score > Fraction(rules.high_risk_above):
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if score > Fraction(rules.medium_risk_above) else RiskLevel.LOW


def _mitigation(component: Component) -> str:
    return f"{component.name}: {_MITIGATIONS[component.name]}"
