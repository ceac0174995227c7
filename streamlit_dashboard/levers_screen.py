"""The screen of the levers in force in the published run, with the scenario each comes from and its lock."""

from __future__ import annotations

import streamlit as st

from optimization.evidence.lever_tables import in_force_table
from optimization.evidence.lever_texts import lever_bounds
from optimization.evidence.reports.report_table import ReportTable, text_columns
from optimization.parameters.lever_catalogue import LeverCatalogue, load_lever_catalogue
from optimization.parameters.scenarios import DEFAULT_SCENARIO
from streamlit_dashboard.published_run import PublishedRun
from streamlit_dashboard.screen_choices import choose
from streamlit_dashboard.screen_texts import show_table


def show_levers(run: PublishedRun) -> None:
    """The levers of the chosen scenario by level and year, and what each lever means.

    Raises:
        BadInputError: config/levers.yaml is wrong, or does not have a lever of the run.
    """
    catalogue = load_lever_catalogue()
    scenario_id = choose("Levers of the scenario", run.scenario_ids, key="levers_scenario")
    st.caption(
        f"As the run published on {run.published_at:%Y-%m-%d %H:%M} UTC resolved them. Levels and years that agree "
        f"share a row. A value that a scenario does not set comes from the one it is based on, in the end from "
        f"`{DEFAULT_SCENARIO}`."
    )
    show_table(in_force_table(run.levers[scenario_id].settings, catalogue=catalogue))
    st.markdown("What the lever file says now:")
    st.code(f"planwise levers show --scenario {scenario_id}", language="bash")
    st.subheader("What the levers mean")
    show_table(_meanings_table(catalogue))


def _meanings_table(catalogue: LeverCatalogue) -> ReportTable:
    return ReportTable(
        columns=text_columns("Lever", "Title", "What it is", "Bounds of a search", "Decided by"),
        rows=tuple(
            (family.name, family.title, family.description, lever_bounds(family), family.decided_by)
            for family in catalogue.families
        ),
    )
