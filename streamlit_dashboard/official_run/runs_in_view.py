"""The simulation under way and the one that ended last, as every session sees them."""

from __future__ import annotations

import streamlit as st

from optimization.commands.exit_codes import EXIT_DONE, EXIT_INTERRUPTED
from optimization.places import Places
from optimization.simulation.warehouse import open_published, read_run_fingerprint
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.open_tab import open_tab_button
from streamlit_dashboard.elements.texts import plain_lines, plain_text, show_table
from streamlit_dashboard.official_run.run_figures import headline_table
from streamlit_dashboard.official_run.run_progress import run_progress, said_beside_steps
from streamlit_dashboard.official_run.run_question import COMMAND
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.processes.started_commands import running_commands, started_commands
from streamlit_dashboard.processes.starting import stop_command

# The steps of a run take about as long each.
_REDRAWN_EVERY = "1s"


def show_runs_in_view(places: Places) -> bool:
    """The runs under way, redrawn while they are, else the last one's end; returns whether any is under way."""
    if running_commands(places, command=COMMAND):
        _show_running(places)
        return True
    for command in started_commands(places, command=COMMAND, limit=1):
        with failures_in_words():
            _show_ended(places, command)
    return False


@st.fragment(run_every=_REDRAWN_EVERY)
def _show_running(places: Places) -> None:
    running = running_commands(places, command=COMMAND)
    if not running:
        # The rest of the page has waited for its end.
        st.rerun()
    for command in running:
        with failures_in_words():
            _show_one_running(command)


def _show_one_running(command: StartedCommand) -> None:
    progress = run_progress(command)
    st.info(plain_text(f"A simulation is under way: {_who_and_when(command)}."))
    st.progress(progress.share, text=plain_text(f"{progress.share:.0%} of the steps are done. Now: {progress.step}"))
    asked = f"run_cancelled_{command.command_id}"
    # Not disabled by the first click: a library that the run is in may swallow one request to end.
    if action_button("Cancel this simulation", key=f"run_cancel_{command.command_id}"):
        stop_command(command)
        st.session_state[asked] = True
    if st.session_state.get(asked):
        st.caption(
            "It was asked to end, and does so after the step that it is in: ask again if it begins another one. What "
            "is published stays."
        )


def _show_ended(places: Places, command: StartedCommand) -> None:
    result = command.result
    if command.exit_code == EXIT_DONE and result is not None:
        st.success(plain_text(f"The last simulation is published: {_who_and_when(command)}."))
        show_table(headline_table(result))
        if _published_fingerprint(places) != result["inputs_fingerprint"]:
            st.info("Another run of other inputs has been published since: these figures are not those under Results.")
        open_tab_button("See the results", tab="Results", key="run_see_results")
        return
    if command.exit_code == EXIT_INTERRUPTED:
        st.warning(plain_text(f"The last simulation was cancelled: {_who_and_when(command)}. Nothing was published."))
    elif command.exit_code is None:
        st.error(
            plain_text(
                f"The last simulation ended without a word: {_who_and_when(command)}. Its process "
                f"{command.process.pid} on {command.process.host} was killed, or the machine was restarted; lack of "
                "memory is a usual reason. Nothing was published. Run it again."
            )
        )
    else:
        st.error(plain_lines(f"The last simulation failed: {_who_and_when(command)}. {said_beside_steps(command)}"))
    with st.expander("All that it said"):
        st.code("\n".join(command.said) or "nothing", language=None)


def _who_and_when(command: StartedCommand) -> str:
    scenarios = [
        word for flag, word in zip(command.arguments, command.arguments[1:], strict=False) if flag == "--scenario"
    ]
    return f"{', '.join(scenarios)}, started by {command.user} on {command.started_at:%Y-%m-%d at %H:%M} UTC"


def _published_fingerprint(places: Places) -> str:
    with open_published(places) as connection:
        return read_run_fingerprint(connection)
