"""The form of the engine says what has become of a choice that is not offered any more, and reads in words."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

SECONDS_FOR_A_FORM = 60.0
UNTIL_2029 = (2025, 2026, 2027, 2028, 2029)
UNTIL_2027 = (2025, 2026, 2027)


def _form() -> None:
    import streamlit as st

    from optimization.parameters.lever_catalogue import load_lever_catalogue
    from streamlit_dashboard.auto_optimize.engine_form import ask_engine

    # Nothing is drawn while somebody is on another tab.
    if st.session_state["years"]:
        question = ask_engine("default", load_lever_catalogue(), years=st.session_state["years"])
        st.session_state["budget_year"] = question.config.budget_year


@pytest.fixture
def form() -> AppTest:
    """The form of a run to 2029, with a budget for its last year."""
    page = AppTest.from_function(_form, default_timeout=SECONDS_FOR_A_FORM)
    page.session_state["years"] = UNTIL_2029
    page.run()
    page.number_input(key="auto_engine_budget").set_value(9.5e8)
    page.selectbox(key="auto_engine_budget_year").select("2029").run()
    assert page.session_state["budget_year"] == 2029
    assert not page.warning
    return page


def test_a_budget_for_a_year_that_is_not_simulated_any_more_is_warned_of_until_somebody_chooses(form: AppTest) -> None:
    form.session_state["years"] = ()
    form.run()
    form.session_state["years"] = UNTIL_2027
    for _ in range(2):
        form.run()
        assert not form.exception
        assert form.session_state["budget_year"] is None
        (warning,) = form.warning
        assert "was for 2029, which is not simulated any more: it is for the whole horizon now" in warning.value
    form.selectbox(key="auto_engine_budget_year").select("2027").run()
    assert not form.warning
    assert form.session_state["budget_year"] == 2027


def test_a_lost_year_is_not_warned_of_without_a_budget_nor_once_it_is_simulated_again(form: AppTest) -> None:
    form.session_state["years"] = UNTIL_2027
    form.run()
    form.number_input(key="auto_engine_budget").set_value(None).run()
    assert not form.warning
    form.number_input(key="auto_engine_budget").set_value(9.5e8).run()
    assert form.warning
    form.session_state["years"] = UNTIL_2029
    form.run()
    assert not form.warning


def test_growth_is_measured_by_methods_in_words(form: AppTest) -> None:
    assert form.selectbox(key="auto_method").options == ["full year equivalent", "current", "continuous"]
