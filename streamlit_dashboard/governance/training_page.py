"""The page of training: where somebody begins, the weeks ahead, and the modules with their exercises."""

from __future__ import annotations

import streamlit as st

from optimization.commands.training_texts import plan_table, progress_table, readiness_lines
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.training import OptimizationTrainingProgram
from optimization.governance.training_programme.learner import Learner, learner_of
from optimization.governance.training_programme.training_curriculum import Curriculum, load_curriculum
from optimization.places import Places, places
from streamlit_dashboard.elements.actor import who_acts
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table
from streamlit_dashboard.governance.training_background import ask_background, ask_time
from streamlit_dashboard.governance.training_modules import show_modules


def show_training() -> None:
    """The learner's own page: what was passed stands under the name at its top."""
    found, user = places(), who_acts()
    if user is None:
        st.info("Give your name at the top of the page first: what you pass is recorded under it.")
        return
    with failures_in_words():
        curriculum = load_curriculum()
        st.subheader("Where to begin", anchor=False)
        _show_plan(found, curriculum, user)
        st.subheader("Modules", anchor=False)
        learner = _learner(found, user)
        show_modules(found, curriculum, learner)
        if learner.passed:
            st.subheader("Passed so far", anchor=False)
            show_table(progress_table(learner.passed))


def _show_plan(found: Places, curriculum: Curriculum, user: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        background, time = ask_background(curriculum), ask_time(curriculum)
    with open_ledger(found) as ledger:
        planned = OptimizationTrainingProgram(ledger, curriculum).create_personalized_training_plan(
            user, background, time
        )
    show_list(tuple(readiness_lines(planned)))
    if planned["training_schedule"]:
        show_table(plan_table(planned))
    st.caption(plain_text(curriculum.experience.description))


def _learner(found: Places, user: str) -> Learner:
    with open_ledger(found) as ledger:
        return learner_of(ledger, found, user)
