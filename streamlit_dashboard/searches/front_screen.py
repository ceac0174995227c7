"""A Pareto front on the screen: its chart, a point to pick from it, and where there is none a button that draws one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from optimization.commands.engine_flags import DEFAULT_OBJECTIVES
from optimization.evidence.charts.front_chart import front_chart
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.explorations.front_section import front_points, front_sentences, front_table
from optimization.places import Places
from optimization.recommendation.proposal_question import as_the_engine_asks
from optimization.recommendation.recorded_results import RecordedResult
from optimization.search.loop.target_loop_result import TargetLoopResult
from optimization.search.problem.objective_weights import objective_weights
from streamlit_dashboard.elements.actor import action_button, who_acts
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text, show_table
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.searches.candidates import front_candidates
from streamlit_dashboard.searches.found_front import found_front
from streamlit_dashboard.searches.search_commands import front_arguments
from streamlit_dashboard.searches.starting_searches import start_search
from streamlit_dashboard.searches.taking_levers import show_taking

OnStarted = Callable[[StartedCommand], None]


def show_front(search: RecordedResult, places: Places, *, on_started: OnStarted) -> None:
    """The front of a run; for a search without one, the offer to draw it.

    Args:
        search: A run with a result.
        places: Where drafts are started and fronts drawn.
        on_started: Told the command that draws a front, once it runs.

    Raises:
        BadInputError: config/levers.yaml is wrong.
    """
    found = found_front(search.found)
    if found is None:
        _offer_a_front(search, places, on_started)
        return
    st.markdown("#### Pareto front of cost, pay dispersion and target gap")
    st.markdown(plain_text(front_sentences(found.front)))
    points = front_points(found.front, today=found.today, proposal=found.answer)
    if points:
        show_chart(
            front_chart(points),
            key=f"front_{search.run_id}",
            alt="Total compensation cost against pay dispersion, point by point; the table has the figures.",
        )
    if isinstance(search.found, EngineEvidence):
        # Of a run that did nothing but draw the front, the table stands above already.
        with st.expander("Figures"):
            show_table(front_table(found.front, today=found.today, method=found.method, proposal=found.answer))
    candidates = front_candidates(found)
    if candidates:
        show_taking(candidates, search, places, label="Point of the front", before=found.cells_before)


def _offer_a_front(search: RecordedResult, places: Places, on_started: OnStarted) -> None:
    found = search.found
    if isinstance(found, EngineEvidence):
        arguments = front_arguments(found.result.objectives, found.result.config)
    elif isinstance(found, TargetLoopResult):
        arguments = front_arguments(objective_weights(DEFAULT_OBJECTIVES), as_the_engine_asks(found.config))
    else:
        return
    st.markdown("#### Pareto front of cost, pay dispersion and target gap")
    st.markdown("None was drawn for this search. It shows what each may be had for at the expense of the others.")
    if action_button("Draw the Pareto front", key=f"front_draw_{search.run_id}"):
        user = who_acts()
        assert user is not None, "the button waits for a name"
        with failures_in_words():
            on_started(start_search(places, arguments, user=user))
