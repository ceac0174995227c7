"""The form of a target loop: what growth to meet, how closely, and with which levers."""

from __future__ import annotations

import streamlit as st

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.search.loop.target_loop_config import (
    LoopMode,
    SimulatorName,
    TargetLoopConfig,
    target_loop_config,
    unit_warning,
)
from streamlit_dashboard.auto_optimize.form_fields import growth_method, lever_families, number, one_of, whole_number
from streamlit_dashboard.elements.texts import plain_text

_SIMULATORS: dict[str, SimulatorName] = {
    "Real: simulate every candidate": "real",
    "Synthetic: estimate, then simulate the answer": "synthetic",
}


def ask_target_loop(scenario_id: str, catalogue: LeverCatalogue) -> TargetLoopConfig:
    """The question as it is filled in, with a warning where a target looks like a fraction.

    Raises:
        BadInputError: one sentence per wrong field.
    """
    with st.container(horizontal=True):
        target = number(
            "Target growth, % a year", TargetLoopConfig, "target_growth", key="auto_loop_target_growth", step=0.1
        )
        tolerance = number(
            "Tolerance, percentage points", TargetLoopConfig, "tolerance", key="auto_loop_tolerance", step=0.01
        )
        iterations = whole_number(
            "Iterations at most", TargetLoopConfig, "max_iterations", key="auto_loop_max_iterations"
        )
        mode = one_of("Strategy", [str(each) for each in LoopMode], TargetLoopConfig, "mode", key="auto_loop_mode")
        method = growth_method(TargetLoopConfig, "method")
    levers = lever_families("Levers that may move", TargetLoopConfig, "levers", catalogue, key="auto_loop_levers")
    with st.expander("More choices"), st.container(horizontal=True):
        simulator = st.selectbox(
            "Candidates are evaluated by", list(_SIMULATORS), key="auto_loop_simulator", persist_state="session"
        )
        seed = whole_number("Random world (seed)", TargetLoopConfig, "seed", key="auto_seed")
    config = target_loop_config(
        target_growth=target,
        tolerance=tolerance,
        max_iterations=iterations,
        mode=mode,
        method=method,
        levers=tuple(levers),
        scenario_id=scenario_id,
        seed=seed,
        simulator=_SIMULATORS[simulator],
    )
    if warning := unit_warning(config):
        st.warning(plain_text(warning))
    return config
