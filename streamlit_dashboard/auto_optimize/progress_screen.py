"""A search under way on the screen, drawn anew each second from the ledger: how far it is, and what is left."""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta

import streamlit as st

from optimization.evidence.charts.convergence_chart import convergence_chart
from optimization.evidence.charts.objective_chart import objective_chart
from optimization.evidence.engine.engine_search_tables import improving_points
from optimization.evidence.loop.loop_report import convergence_trace
from optimization.evidence.quantities import as_typed
from optimization.governance.runs.run_kinds import RunKind
from optimization.governance.runs.runs import RecordedRun
from optimization.places import Places
from optimization.search.engine_config import engine_config
from optimization.search.loop.target_loop_config import target_loop_config
from streamlit_dashboard.auto_optimize.elapsed import elapsed_text
from streamlit_dashboard.auto_optimize.engine_progress import (
    engine_progress_figures,
    engine_progress_table,
    engine_records,
)
from streamlit_dashboard.auto_optimize.loop_progress import (
    loop_progress_figures,
    loop_progress_table,
    loop_records,
)
from streamlit_dashboard.auto_optimize.run_in_view import keep_in_view, run_in_view
from streamlit_dashboard.elements.charts import show_chart
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text, show_figures, show_table
from streamlit_dashboard.processes.started_command import StartedCommand
from streamlit_dashboard.processes.starting import stop_command
from streamlit_dashboard.searches.followed_search import FollowedSearch, follow

_EVERY = "1s"
_LINES_SHOWN = 12
_FIRST_STEP = "First step"
_STOPPING = "auto_stopping"


@st.fragment(run_every=_EVERY)
def show_progress(places: Places, search_id: str) -> None:
    """The search as it is now; once it has ended, the whole page is drawn anew."""
    with failures_in_words():
        followed = follow(places, run_in_view() or search_id)
        keep_in_view(followed.search_id)
        if not followed.is_searching:
            st.rerun()
        st.markdown(plain_text(origin_text(followed)))
        recorded = followed.recorded
        if recorded is None:
            st.info("Preparing. The first search after a change of census, levers or models takes some seconds more.")
        else:
            _show_run(recorded, followed)
        if followed.command is not None:
            _show_lines(followed.command, is_expanded=recorded is None or not followed.iterations)
        _show_cancel(followed)


@st.fragment(run_every=_EVERY)
def show_gathering(places: Places, search_id: str) -> None:
    """What a search does whose answer is there; once its report is written, the whole page is drawn anew."""
    with failures_in_words():
        followed = follow(places, search_id)
        if not followed.is_at_work or followed.command is None:
            st.rerun()
        said = followed.command.said
        st.info(
            plain_text(
                "The answer is there. Its evidence is being gathered, the report comes last: "
                f"{said[-1] if said else 'beginning'}"
            )
        )
        _show_cancel(followed)


def origin_text(followed: FollowedSearch) -> str:
    """Who started the search, when and where, and how long ago, in a sentence."""
    recorded, command = followed.recorded, followed.command
    if recorded is not None:
        user, started_at, process = recorded.run.user, recorded.run.started_at, recorded.process
    else:
        assert command is not None, "a search has a run or a command"
        user, started_at, process = command.user, command.started_at, command.process
    return (
        f"{followed.search_id}: under way for {elapsed_text(started_at)}, started by {user} at "
        f"{started_at:%Y-%m-%d %H:%M:%S} UTC as process {process.pid} on {process.host}."
    )


def _show_run(recorded: RecordedRun, followed: FollowedSearch) -> None:
    iterations = [each.iteration for each in followed.iterations]
    asked = dict(recorded.run.config)
    if recorded.run.kind == RunKind.TARGET_LOOP:
        loop = target_loop_config(**asked)
        records = loop_records(iterations)
        show_figures(loop_progress_figures(records, loop))
        if records:
            show_chart(
                convergence_chart(convergence_trace(records, loop)),
                key="auto_convergence",
                alt="Growth by iteration with the target and its tolerance; the table below has the figures.",
            )
            show_table(loop_progress_table(records, loop))
    elif recorded.run.kind == RunKind.ENGINE:
        asked.pop("objectives")
        config = engine_config(asked)
        steps = engine_records(iterations)
        show_figures(engine_progress_figures(steps, config))
        _show_time(recorded, minutes=config.timeout_minutes)
        if steps:
            first = steps[0].best_objective
            show_chart(
                # Where there are constraints, the first step has more candidates than today's levers.
                objective_chart(improving_points(steps), status_quo=first, status_quo_name=_FIRST_STEP),
                key="auto_objective",
                alt="The best objective by simulated candidates; the table below has the figures.",
            )
            show_table(engine_progress_table(steps))


def _show_time(recorded: RecordedRun, *, minutes: float) -> None:
    since = recorded.run.started_at
    share = (datetime.now(UTC) - since) / timedelta(minutes=minutes)
    st.progress(min(share, 1.0), text=f"Time: {elapsed_text(since)} of {as_typed(minutes)} minutes")


def _show_lines(command: StartedCommand, *, is_expanded: bool) -> None:
    said = command.said[-_LINES_SHOWN:]
    if said:
        with st.expander("What the process says", expanded=is_expanded):
            st.code("\n".join(said), language=None, wrap_lines=True)


def _show_cancel(followed: FollowedSearch) -> None:
    command = followed.command
    if command is None:
        assert followed.recorded is not None, "a search has a run or a command"
        process = followed.recorded.process
        st.info(
            plain_text(
                f"It was not started from these screens: whoever runs process {process.pid} on {process.host} can end "
                "it there, with Ctrl+C."
            )
        )
        return
    if command.process.host != platform.node():
        st.info(plain_text(f"It runs on {command.process.host}: open these screens there to cancel it."))
        return
    if st.button("Cancel", key="auto_cancel", help="The search ends as with Ctrl+C; an engine keeps its best so far."):
        stop_command(command)
        st.session_state[_STOPPING] = command.command_id
    if st.session_state.get(_STOPPING) == command.command_id:
        st.warning("Asked to end: it does after the batch that it simulates now.")
