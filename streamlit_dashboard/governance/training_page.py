"""The page of training: where somebody begins, the weeks ahead, and the modules with their exercises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from optimization.commands.training_texts import plan_table, progress_table, readiness_lines
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.training import OptimizationTrainingProgram
from optimization.governance.training_programme.learner import Learner, learner_of
from optimization.governance.training_programme.training_curriculum import Curriculum, load_curriculum
from optimization.governance.training_programme.training_plan import readiness, schedule
from optimization.places import Places, places
from streamlit_dashboard.elements.actor import who_acts
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.ledger_presence import has_ledger
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table
from streamlit_dashboard.governance.recorded_ledger import is_ledger_gone
from streamlit_dashboard.governance.training_background import ask_background, ask_time
from streamlit_dashboard.governance.training_modules import show_modules


def show_training() -> None:
    """The learner's own page: what was passed stands under the name at its top."""
    found, user = places(), who_acts()
    with failures_in_words():
        if is_ledger_gone(found):
            return
        if user is None:
            st.info("Give your name at the top of the page to see what you have passed: it is recorded under it.")
        curriculum = load_curriculum()
        st.subheader("Where to begin", anchor=False)
        _show_plan(found, curriculum, user)
        st.subheader("Modules", anchor=False)
        learner = _learner(found, user)
        show_modules(found, curriculum, learner)
        if learner.passed:
            st.subheader("Passed so far", anchor=False)
            show_table(progress_table(learner.passed))


def _show_plan(found: Places, curriculum: Curriculum, user: str | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        background, time = ask_background(curriculum), ask_time(curriculum)
    planned = _planned(found, curriculum, user, background, time)
    show_list(tuple(readiness_lines(planned)))
    if planned["training_schedule"]:
        show_table(plan_table(planned))
    st.caption(plain_text(curriculum.experience.description))


def _planned(
    found: Places, curriculum: Curriculum, user: str | None, background: Mapping[str, Any], time: str
) -> Mapping[str, Any]:
    if user is not None and has_ledger(found):
        with open_ledger(found) as ledger:
            programme = OptimizationTrainingProgram(ledger, curriculum)
            return programme.create_personalized_training_plan(user, background, time)
    assessed = readiness(background, curriculum, passed=())
    weeks = schedule(assessed["learning_path"], curriculum, time_availability=time)
    return {
        **assessed,
        "time_availability": time,
        "training_schedule": weeks,
        "total_estimated_weeks": sum(entry["duration_weeks"] for entry in weeks),
    }


def _learner(found: Places, user: str | None) -> Learner:
    # To look is no reason to begin a ledger.
    if user is None or not has_ledger(found):
        return Learner(user=user, passed=(), proposal_id=None)
    with open_ledger(found) as ledger:
        return learner_of(ledger, found, user)
