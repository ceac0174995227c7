"""The form for a census from a file: the upload, how to read it, and what became of its rows."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from optimization.commands.census_making import bring_in_census
from optimization.commands.census_texts import accounts_table
from optimization.errors import PlanwiseError
from optimization.evidence.quantities import count
from optimization.parameters.settings import load_simulation_settings
from optimization.places import Places
from optimization.simulation.census_import import CensusImport
from optimization.simulation.census_rejects import rejects_table
from optimization.simulation.census_source import SUFFIXES
from streamlit_dashboard.official_run.census_news import CensusNews, keep_census_news

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

# A million people as CSV take half of it; a larger file is imported from a terminal, without a browser in between.
_LARGEST_UPLOAD_MEGABYTES = 200
# A line for each column, and no more.
_LARGEST_MAPPING_MEGABYTES = 1


def show_census_file_form(places: Places, *, is_confirmed: bool) -> None:
    """A census file, and a mapping where its columns have other names; the button imports it."""
    with st.form("census_file"):
        st.markdown("#### Bring in a census")
        file = st.file_uploader(
            f"Census file: CSV, Parquet or Excel, up to {_LARGEST_UPLOAD_MEGABYTES} MB",
            type=[suffix.removeprefix(".") for suffix in SUFFIXES],
            max_upload_size=_LARGEST_UPLOAD_MEGABYTES,
            help="One row for each employee. A larger file: `planwise census import FILE`.",
        )
        mapping = st.file_uploader(
            "Mapping (YAML), where columns have names of their own",
            type=["yaml", "yml"],
            max_upload_size=_LARGEST_MAPPING_MEGABYTES,
            help="Names columns, units and filters; config/mappings has an example.",
        )
        described = st.date_input("The day that the file describes", value=load_simulation_settings().census_date)
        derive_bands = st.checkbox("Derive salary bands from its pay, in place of the shipped ones")
        allow_rejects = st.checkbox("Leave out rows that break a rule, and import the others")
        is_asked = st.form_submit_button("Bring in this census", disabled=not is_confirmed)
    if not is_asked or not is_confirmed:
        return
    if file is None:
        st.error("No file is chosen. Choose a census file first.")
        return
    assert isinstance(described, date), "one day was asked for"
    with tempfile.TemporaryDirectory(prefix="planwise-census-") as folder, st.spinner("Importing ..."):
        keep_census_news(
            _imported(
                places,
                _written(file, Path(folder) / "census"),
                mapping=None if mapping is None else _written(mapping, Path(folder) / "mapping"),
                census_date=described,
                derive_bands=derive_bands,
                allow_rejects=allow_rejects,
            )
        )
    st.rerun()


def _imported(  # noqa: PLR0913 - what the form asks
    places: Places,
    file: Path,
    *,
    mapping: Path | None,
    census_date: date,
    derive_bands: bool,
    allow_rejects: bool,
) -> CensusNews:
    """Import the file; what is wrong with it is news too."""
    try:
        done = bring_in_census(
            places,
            file,
            census_date=census_date,
            mapping=mapping,
            derive_bands=derive_bands,
            allow_rejects=allow_rejects,
        )
    except PlanwiseError as error:
        # The person knows the file by its name, and not by where it lay for a moment.
        happened, _, rejects = str(error).replace(f"{file.parent}{os.sep}", "").partition("\n")
        if mapping is not None:
            happened = happened.replace(f"{mapping.parent}{os.sep}", "")
        return CensusNews(
            happened=f"The census is as it was. {happened}",
            is_done=False,
            rejects=rejects,
            rejected_rows=_rejected_rows(places) if rejects else None,
        )
    return CensusNews(
        happened=f"There is a census of {count(done.accepted)} people at {done.census_date}, from {file.name}.",
        notes=_notes(done),
        rows=accounts_table(done),
        rejects=rejects_table(done.rejects) if done.rejects else "",
        rejected_rows=_rejected_rows(places) if done.rejects else None,
    )


def _notes(done: CensusImport) -> tuple[str, ...]:
    notes = []
    if done.bands_path is not None:
        notes.append(f"Its salary bands take the place of the shipped ones: {done.bands_path}.")
    if done.bands_set_aside is not None:
        notes.append(f"Salary bands derived from the census before were moved to {done.bands_set_aside}.")
    if done.census_date != load_simulation_settings().census_date:
        notes.append(f"Simulations of it start in {done.census_date.year + 1}.")
    return tuple(notes)


def _rejected_rows(places: Places) -> bytes | None:
    path = places.rejected_census_rows
    return path.read_bytes() if path.exists() else None


def _written(upload: UploadedFile, folder: Path) -> Path:
    """The upload as a file of its own name: messages, the format and the census's origin go by it."""
    folder.mkdir()
    # A browser may send a path.
    path = folder / Path(upload.name).name
    path.write_bytes(upload.getbuffer())
    return path
