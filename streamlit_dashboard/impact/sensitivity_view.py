"""How each lever moves growth, cost and dispersion around the draft, measured when somebody asks."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.explorations.sensitivity_section import sensitivity_sections
from optimization.implementation.live_batches import OnAnswers
from optimization.implementation.live_simulator import LiveSimulator
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverVector
from optimization.search.exploration.local_sensitivity import local_sensitivity
from optimization.search.exploration.local_sensitivity_result import LocalSensitivity
from optimization.search.exploration.measures import default_measures
from optimization.search.problem.search_space import search_space
from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.impact.drawn_sections import show_sections
from streamlit_dashboard.impact.measured_views import Question, measured_before, remember_measured, shown_measuring

_FOUND = "impact_sensitivity"


def show_sensitivity(live: LiveSimulator, candidate: LeverVector, *, method: GrowthMethod, around: str) -> None:
    """The button, and the tornado with its table once it was pressed for these levers.

    Args:
        live: The scenario's simulator.
        candidate: What is looked around.
        method: How mean pay is measured.
        around: What the candidate is called.

    Raises:
        BadInputError: every row is locked, so that nothing can be moved.
        SimulationError: a candidate could not be simulated or measured.
    """
    question: Question = (live.fingerprint, frozenset(candidate.cells.items()), method)
    if st.button(f"Measure sensitivity around {around}", key="impact_measure_sensitivity"):
        with shown_measuring("Moving every lever a small step down and up.") as on_answers:
            remember_measured(_FOUND, question, _measured(live, candidate, method, on_answers))
    found = measured_before(_FOUND, question, LocalSensitivity)
    if found is not None:
        show_sections(sensitivity_sections(found), key="impact_sensitivity")


def _measured(
    live: LiveSimulator, candidate: LeverVector, method: GrowthMethod, on_answers: OnAnswers
) -> LocalSensitivity:
    catalogue = load_lever_catalogue()
    seeds = [live.settings.random_seed]
    return local_sensitivity(
        search_space(live.levers, catalogue.names, catalogue=catalogue),
        candidate,
        ask=lambda candidates: [
            impact.metrics for impact in live.impacts(candidates, seeds=seeds, on_answers=on_answers)
        ],
        measures=default_measures(method),
        interactions=False,
    )
