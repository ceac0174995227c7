"""The form of the engine: what counts how much, what must hold, and how long to search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from optimization.commands.engine_flags import DEFAULT_OBJECTIVES, fraction_warning
from optimization.evidence.engine.engine_search_tables import weights_text
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.recommendation.evidence_plan import EvidencePlan, evidence_plan
from optimization.search.engine_config import EngineConfig, MethodName, engine_config
from optimization.search.engine_question import asked_constraints
from optimization.search.problem.constraints import MeritOrder
from optimization.search.problem.objective_weights import ObjectiveWeights, objective_presets, objective_weights
from streamlit_dashboard.auto_optimize.budget_year import ask_budget_year, warn_of_lost_year
from streamlit_dashboard.auto_optimize.form_fields import (
    FIELD_WIDTH_PX,
    default_of,
    growth_method,
    help_of,
    lever_families,
    number,
    one_of,
    whole_number,
)
from streamlit_dashboard.elements.texts import plain_text

_OWN_WEIGHTS = "own weights"
_NO_ORDER = "as the search finds best"
_MERIT_ORDERS = {
    _NO_ORDER: None,
    "must not fall with the level": MeritOrder.NON_DECREASING,
    "must not rise with the level": MeritOrder.NON_INCREASING,
}
_BY_LEVEL = {"as each lever is kept": None, "yes": True, "no": False}
_PERCENT_PER_ONE = 100
# Levers are kept to eight decimals; a percentage typed by hand has fewer, and 2.9 / 100 should be 0.029.
_FRACTION_DECIMALS = 10
_WEIGHT_STEP = 0.05


@dataclass(frozen=True, kw_only=True)
class EngineQuestion:
    """What the engine is asked, and how much is found out about its answer."""

    weights: ObjectiveWeights
    config: EngineConfig
    plan: EvidencePlan


def ask_engine(scenario_id: str, catalogue: LeverCatalogue, *, years: Sequence[int]) -> EngineQuestion:
    """The question as it is filled in, with a warning where a growth looks like a fraction.

    Args:
        scenario_id: Whose levers are the status quo.
        catalogue: The levers that exist.
        years: The simulated years.

    Raises:
        BadInputError: one sentence per wrong field, or a limit of no metric.
    """
    weights = _ask_weights()
    with st.container(horizontal=True):
        target_growth = number(
            "Growth to aim at, % a year", EngineConfig, "target_growth", key="auto_engine_target_growth", step=0.1
        )
        measured_by = growth_method(EngineConfig, "growth_method")
        method = one_of("Method", [str(each) for each in MethodName], EngineConfig, "method", key="auto_engine_method")
        evaluations = whole_number(
            "Candidates at most", EngineConfig, "max_evaluations", key="auto_engine_max_evaluations"
        )
        timeout = number("Time at most, minutes", EngineConfig, "timeout_minutes", key="auto_engine_timeout", step=5.0)
    levers = lever_families(
        "Levers that may move", EngineConfig, "decision_variables", catalogue, key="auto_engine_levers"
    )
    constraints = _ask_constraints(years)
    with st.expander("More choices"):
        more, plan = _ask_more()
    checked_weights = objective_weights(weights)
    config = engine_config(
        target_growth=target_growth,
        growth_method=measured_by,
        method=method,
        max_evaluations=evaluations,
        timeout_minutes=timeout,
        decision_variables=tuple(levers),
        scenario_id=scenario_id,
        **constraints,
        **more,
    )
    # Refused here rather than by the process: a limit of a metric that does not exist, or of another year.
    asked_constraints(config, years)
    if warning := fraction_warning(config):
        st.warning(plain_text(warning))
    return EngineQuestion(weights=checked_weights, config=config, plan=evidence_plan(**plan))


def _ask_weights() -> dict[str, float]:
    presets = objective_presets()
    options = [*presets, _OWN_WEIGHTS]
    preset = st.selectbox(
        "What counts",
        options,
        index=options.index(DEFAULT_OBJECTIVES),
        key="auto_engine_preset",
        help="Weights of cost, pay dispersion and missed targets; they sum to 1.",
        width=FIELD_WIDTH_PX,
        required=True,
        persist_state="session",
    )
    if preset in presets:
        st.caption(plain_text(f"Weights: {weights_text(presets[preset])}."))
        return presets[preset].model_dump()
    beginning = presets[DEFAULT_OBJECTIVES].model_dump()
    with st.container(horizontal=True):
        return {
            name: float(
                st.number_input(
                    f"Weight of {name}, 0 to 1",
                    value=weight,
                    step=_WEIGHT_STEP,
                    format="%g",
                    key=f"auto_engine_weight_{name}",
                    width=FIELD_WIDTH_PX,
                    persist_state="session",
                )
            )
            for name, weight in beginning.items()
        }


def _ask_constraints(years: Sequence[int]) -> dict[str, Any]:
    st.markdown("#### What must hold")
    with st.container(horizontal=True):
        budget = number(
            "Budget, currency of the census", EngineConfig, "budget", key="auto_engine_budget", step=100_000.0
        )
        year = ask_budget_year(years)
        spread = st.number_input(
            "Merit spread at most, pp",
            value=None,
            step=0.5,
            format="%g",
            key="auto_engine_spread",
            help="Of two levels the merit rates may differ by so many percentage points; empty for any.",
            width=FIELD_WIDTH_PX,
            persist_state="session",
        )
        order = st.selectbox(
            "Merit rates by level",
            list(_MERIT_ORDERS),
            key="auto_engine_merit_order",
            help=help_of(EngineConfig, "merit_order"),
            width=FIELD_WIDTH_PX,
            persist_state="session",
        )
    if budget is not None:
        warn_of_lost_year(years)
    limits = st.text_area(
        "Limits of metrics, one a line",
        key="auto_engine_limits",
        placeholder=f"equity_cv<=0.2\nwage_bill@{years[0]}<=9.5e8",
        help=f"{help_of(EngineConfig, 'limits')} Rates are fractions there.",
        persist_state="session",
    )
    return {
        "budget": budget,
        "budget_year": year,
        "max_merit_spread": None if spread is None else round(spread / _PERCENT_PER_ONE, _FRACTION_DECIMALS),
        "merit_order": _MERIT_ORDERS[order],
        "limits": tuple(line.strip() for line in limits.splitlines() if line.strip()),
    }


def _ask_more() -> tuple[dict[str, Any], dict[str, int]]:
    with st.container(horizontal=True):
        by_level = st.selectbox(
            "Decided level by level",
            list(_BY_LEVEL),
            key="auto_engine_by_level",
            help=help_of(EngineConfig, "by_level"),
            width=FIELD_WIDTH_PX,
            persist_state="session",
        )
        starts = whole_number("Starts", EngineConfig, "multi_start", key="auto_engine_multi_start")
        seed = whole_number("Random world (seed)", EngineConfig, "seed", key="auto_seed")
        chance = whole_number("Seed of the search itself", EngineConfig, "random_seed", key="auto_engine_random_seed")
        points = whole_number("Points of the Pareto front", EvidencePlan, "front_points", key="auto_engine_points")
        worlds = whole_number("Random worlds compared", EvidencePlan, "robustness_seeds", key="auto_engine_worlds")
    flags = {
        "by_year": "Decide each year on its own",
        "use_synthetic": "Search on a response surface (synthetic), then simulate the answer",
        "assessment": "Measure afterwards what the answer is worth",
    }
    ticked = {
        field: st.checkbox(
            label,
            value=bool(default_of(EngineConfig, field)),
            key=f"auto_engine_{field}",
            help=help_of(EngineConfig, field),
            persist_state="session",
        )
        for field, label in flags.items()
    }
    more = {"by_level": _BY_LEVEL[by_level], "multi_start": starts, "seed": seed, "random_seed": chance, **ticked}
    return more, {"front_points": points, "robustness_seeds": worlds}
