"""An engine run in full: its answer, key figures, charts, levers before and after, outcomes and alternatives."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.charts.lever_range_chart import lever_range_chart
from optimization.evidence.charts.objective_chart import objective_chart
from optimization.evidence.engine.engine_answer_texts import engine_answer, engine_figures, engine_status
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.evidence.engine.engine_goal_tables import constraints_table, targets_table, terms_table
from optimization.evidence.engine.engine_levers import engine_lever_ranges, engine_levers_table
from optimization.evidence.engine.engine_recommendations import engine_recommendations
from optimization.evidence.engine.engine_search_tables import alternatives_table, history_table, improving_points
from optimization.evidence.outcome_tables import outcome_table
from optimization.governance.proposals.proposals import Proposal
from optimization.parameters.lever_catalogue import load_lever_catalogue
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.texts import plain_text, show_figures, show_list, show_table
from streamlit_dashboard.searches.search_tables import changes_title


def show_engine(evidence: EngineEvidence, proposal: Proposal | None) -> None:
    """The run from its answer to its recommendations.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the run.
    """
    result, catalogue = evidence.result, load_lever_catalogue()
    st.markdown(f"**{plain_text(engine_status(result))}.** {plain_text(engine_answer(result))}")
    st.caption(plain_text(f"How it ended, by {result.algorithm_used}: {result.message}"))
    show_figures(engine_figures(result))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("#### Best objective by simulated candidates")
        show_chart(
            objective_chart(improving_points(result.history), status_quo=result.status_quo_objective),
            key="objective",
            alt="The best objective as it fell with the candidates simulated; the figures stand below.",
        )
    with right:
        st.markdown("#### Levers between their bounds")
        show_chart(
            lever_range_chart(engine_lever_ranges(result, catalogue=catalogue)),
            key="lever_ranges",
            alt="Each lever before and after between its bounds; the table of levers has the figures.",
        )
    with st.expander("Figures: steps of the search"):
        show_table(history_table(result))
    st.markdown(f"#### {changes_title(proposal)}")
    show_table(engine_levers_table(result, catalogue=catalogue))
    for title, table in (
        ("Outcomes before and after", outcome_table(result)),
        ("Objectives", terms_table(result)),
        ("Targets", targets_table(result)),
        ("Constraints", constraints_table(result)),
        ("Alternatives", alternatives_table(result, catalogue=catalogue)),
    ):
        if table.rows:
            st.markdown(f"#### {title}")
            show_table(table)
    st.markdown("#### Recommendations")
    show_list(engine_recommendations(evidence, catalogue=catalogue))
