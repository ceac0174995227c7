"""Where pay growth stands with today's levers, before anybody searches: growth, target, gap and cost."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from optimization.evidence.quantities import GROWTH_DIGITS, as_typed, money, percent, percentage_points
from optimization.evidence.reports.report_page import KeyFigure
from optimization.parameters.lever_cells import LeverVector
from optimization.places import Places
from optimization.simulation.protocol import GrowthMethod, Metrics
from streamlit_dashboard.elements.growth_methods import method_title
from streamlit_dashboard.impact.live import live_simulator

# A few scenarios and seeds.
_REMEMBERED = 32
_PERCENT_PER_ONE = 100.0


@dataclass(frozen=True, kw_only=True)
class CurrentState:
    """What today's levers give over the simulated years."""

    metrics: Metrics
    years: tuple[int, ...]


def current_state(places: Places, scenario_id: str, *, seed: int) -> CurrentState:
    """Today's levers, simulated; remembered until an input changes.

    Raises:
        BadInputError: census, levers or settings are wrong.
        SimulationError: today's levers could not be simulated.
    """
    live = live_simulator(places, scenario_id)
    # A session's own memory: the simulator forgets nothing that is worth asking it again at every keystroke.
    remembered: dict[tuple[str, int], Metrics] = st.session_state.setdefault("auto_today", {})
    key = (live.fingerprint, seed)
    if key not in remembered:
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        with st.spinner("Simulating today's levers"):
            (impact,) = live.impacts([LeverVector(cells={})], seeds=[seed])
        remembered[key] = impact.metrics
    return CurrentState(metrics=remembered[key], years=tuple(live.settings.years))


def state_figures(metrics: Metrics, *, method: GrowthMethod, target_growth: float | None) -> tuple[KeyFigure, ...]:
    """Growth, target, gap and cost.

    Args:
        metrics: What today's levers give.
        method: How growth is measured.
        target_growth: In percent a year; None where none is given.
    """
    fraction = metrics.horizon_growth[method]
    growth = None if fraction is None else fraction * _PERCENT_PER_ONE
    gap = None if growth is None or target_growth is None else target_growth - growth
    return (
        KeyFigure(
            label="Growth with today's levers",
            value=percent(growth, digits=GROWTH_DIGITS),
            detail=f"a year, {method_title(method)}",
        ),
        KeyFigure(
            label="Target",
            value="none given" if target_growth is None else f"{as_typed(target_growth)}%",
            detail="a year",
        ),
        KeyFigure(label="Gap", value=percentage_points(gap), detail="target less growth, percentage points"),
        KeyFigure(
            label="Total compensation cost",
            value=money(metrics.total_compensation_cost),
            detail=f"{min(metrics.years)} to {max(metrics.years)}, currency of the census",
        ),
    )
