"""The section of downloads: every table of the screen as CSV, and all of them as one workbook."""

from __future__ import annotations

from functools import partial

import streamlit as st

from optimization.parameters.lever_catalogue import load_lever_catalogue
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.results.published_run import PublishedRun
from streamlit_dashboard.results.published_world import PublishedWorld
from streamlit_dashboard.results.run_files import (
    CSV_TYPE,
    WORKBOOK_TYPE,
    file_name,
    sheet_as_csv,
    sheets_as_workbook,
)
from streamlit_dashboard.results.run_sheets import run_sheets


def show_downloads(run: PublishedRun, world: PublishedWorld) -> None:
    """A button per file; a file has scenario, seed and the day of the publication in its name.

    Raises:
        BadInputError: config/levers.yaml does not have a lever of the run.
    """
    baseline = run.scenario_ids[0]
    if len(run.scenario_ids) > 1:
        baseline = choose("Baseline of the comparison", run.scenario_ids, key="results_download_baseline")
    sheets = run_sheets(run, world, baseline=baseline, catalogue=load_lever_catalogue())
    name = partial(file_name, scenario_id=world.scenario_id, seed=world.seed, published_at=run.published_at)
    st.markdown("Numbers have all their digits; percentages are fractions, 0.03 for 3%. Units stand in the headings.")
    st.download_button(
        "Excel workbook with all tables",
        data=partial(sheets_as_workbook, sheets, title=f"{world.scenario_id}, seed {world.seed}"),
        file_name=name(table="all tables", ending="xlsx"),
        mime=WORKBOOK_TYPE,
        key="results_workbook",
        type="primary",
        on_click="ignore",
    )
    with st.container(horizontal=True):
        for sheet in sheets:
            st.download_button(
                f"{sheet.title} (CSV)",
                data=sheet_as_csv(sheet),
                file_name=name(table=sheet.title, ending="csv"),
                mime=CSV_TYPE,
                key=f"results_csv_{sheet.title}",
                on_click="ignore",
            )
