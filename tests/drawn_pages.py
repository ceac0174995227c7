"""Parts of the app drawn for a test by themselves, under a name that acts."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from optimization.places import Places

SECONDS_FOR_A_PAGE = 60.0


def searches_page(places: Places, monkeypatch: pytest.MonkeyPatch, *, user: str = "") -> AppTest:
    """The page of searches on these places, drawn once."""
    return _drawn(AppTest.from_function(_searches, default_timeout=SECONDS_FOR_A_PAGE), places, monkeypatch, user)


def auto_optimize_tab(
    places: Places, monkeypatch: pytest.MonkeyPatch, *, user: str = "", run: str | None = None
) -> AppTest:
    """The tab of searches on these places, with the address of a run where one is given, drawn once."""
    page = AppTest.from_function(_auto_optimize, default_timeout=SECONDS_FOR_A_PAGE)
    if run is not None:
        page.query_params["run"] = run
    return _drawn(page, places, monkeypatch, user)


def _drawn(page: AppTest, places: Places, monkeypatch: pytest.MonkeyPatch, user: str) -> AppTest:
    monkeypatch.setenv("PLANWISE_HOME", str(places.home))
    monkeypatch.setenv("PLANWISE_LEVERS", str(places.levers))
    monkeypatch.delenv("PLANWISE_LEDGER_URL", raising=False)
    if user:
        page.session_state["actor"] = user
    return page.run()


def _searches() -> None:
    from streamlit_dashboard.elements.actor import ask_who_acts
    from streamlit_dashboard.searches.searches_page import show_searches_page

    ask_who_acts()
    show_searches_page()


def _auto_optimize() -> None:
    from optimization.places import places
    from streamlit_dashboard.auto_optimize.auto_optimize_tab import show_auto_optimize
    from streamlit_dashboard.elements.actor import ask_who_acts
    from streamlit_dashboard.elements.failures import failures_in_words

    ask_who_acts()
    with failures_in_words():
        show_auto_optimize(places())
