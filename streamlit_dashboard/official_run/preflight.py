"""What a run needs, looked at before it starts: census, levers, locks, disk, each with what to do."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from optimization.commands.diagnosis import Finding, Health, diagnose
from optimization.places import Places
from streamlit_dashboard.elements.file_versions import FileVersion, file_version
from streamlit_dashboard.elements.texts import plain_lines, plain_text

# A finding that no file's change announces, like room on the disk, is looked at again after so long.
_SECONDS_KEPT = 30
# One for each home that a server may be asked about in a day of tests.
_HOMES_KEPT = 8
_MADE_BELOW = ("census", "warehouse")
_MARKS: Mapping[Health, str] = {
    Health.OK: ":green[:material/check_circle:] **ok**",
    Health.HINT: ":orange[:material/info:] **note**",
    Health.BROKEN: ":red[:material/error:] **broken**",
}


def show_preflight(places: Places) -> bool:
    """A line for each thing looked at; returns whether nothing is broken."""
    findings = _findings(places, _versions(places))
    broken = [finding for finding in findings if finding.health is Health.BROKEN]
    notes = [finding for finding in findings if finding.health is Health.HINT]
    # What is in order is there for who looks; what is not is seen.
    for finding in (*broken, *notes):
        st.markdown(_line(finding))
    if not broken and not notes:
        st.markdown(f"{_MARKS[Health.OK]} Everything that a run needs is in order.")
    if any(finding.subject in _MADE_BELOW for finding in (*broken, *notes)):
        st.caption("Census and run are made below; the commands are for a terminal.")
    with st.expander(f"All {len(findings)} checks: {len(broken)} broken, {len(notes)} to note"):
        for finding in findings:
            st.markdown(_line(finding))
    if st.button("Check again", key="preflight_again"):
        _findings.clear()
        st.rerun()
    return not broken


# The versions are read by nobody: they are part of the key.
@st.cache_data(ttl=_SECONDS_KEPT, max_entries=_HOMES_KEPT, show_spinner="Checking what a run needs ...")
def _findings(places: Places, versions: tuple[FileVersion, ...]) -> tuple[Finding, ...]:  # noqa: ARG001
    return diagnose(places)


def _versions(places: Places) -> tuple[FileVersion, ...]:
    """Of the files that the checks read; the lock's signature comes and goes with a run."""
    files = (
        *(places.census, places.levers, places.warehouse, places.job_levels),
        *(places.home / "warehouse.lock.holder", places.home / "ledger.sqlite"),
    )
    return tuple(file_version(file) for file in files)


def _line(finding: Finding) -> str:
    return f"{_MARKS[finding.health]} {plain_text(finding.subject)}: {plain_lines(finding.text)}"
