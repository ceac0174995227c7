"""How levers in force and draft fare in many random worlds: bands from P10 to P90, simulated when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from optimization.evidence.explorations.robustness_section import robustness_section
from optimization.evidence.quantities import counted
from optimization.implementation.live_simulator import LiveSimulator
from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.robustness import MIN_SEEDS_FOR_BANDS, robustness, robustness_seeds
from optimization.search.exploration.robustness_result import Robustness
from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.impact.drawn_sections import show_sections
from streamlit_dashboard.impact.measured_views import Question, measured_before, remember_measured, shown_measuring

_FOUND = "impact_worlds"
# Half a second each at 10,000 employees the first time: the most take a minute.
_MOST_WORLDS = 100
# No target is asked about, so none is met by any tolerance.
_NO_TOLERANCE = 0.0


def show_random_worlds(live: LiveSimulator, candidates: Mapping[str, LeverVector], *, method: GrowthMethod) -> None:
    """The number of worlds, the button, and what was found for these levers.

    Args:
        live: The scenario's simulator.
        candidates: By what they are called; the others are compared with the first.
        method: How mean pay is measured.

    Raises:
        SimulationError: a candidate could not be simulated, or its growth not measured.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        worlds = st.number_input(
            "Random worlds, number",
            min_value=1,
            max_value=_MOST_WORLDS,
            value=MIN_SEEDS_FOR_BANDS,
            key="impact_worlds_number",
            persist_state="session",
            help=f"Each is another seed. P10 to P90 is shown from {MIN_SEEDS_FOR_BANDS} worlds on: fewer show no "
            "spread. Half a second each with 10,000 employees.",
            width=240,
        )
        is_asked = st.button("Simulate the worlds", key="impact_simulate_worlds")
    cells = tuple((name, frozenset(candidate.cells.items())) for name, candidate in candidates.items())
    question: Question = (live.fingerprint, cells, method, worlds)
    if is_asked:
        with shown_measuring(f"Simulating {counted(worlds, 'random world')}.") as on_answers:
            found_now = robustness(
                candidates,
                simulate=lambda vectors, seeds: [
                    each.metrics for each in live.impacts(vectors, seeds=seeds, on_answers=on_answers)
                ],
                seeds=robustness_seeds(live.settings.random_seed, worlds),
                method=method,
                target_growth=None,
                tolerance=_NO_TOLERANCE,
            )
        remember_measured(_FOUND, question, found_now)
    found = measured_before(_FOUND, question, Robustness)
    if found is not None:
        show_sections([robustness_section(found)], key="impact_worlds")
