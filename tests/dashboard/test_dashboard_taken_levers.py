"""Levers that are taken from a search into a draft: the button opens that draft, and another can be made of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation

OpenPage = Callable[..., AppTest]

SEARCHES = "Auto-Optimize"


def at_search(page: AppTest) -> AppTest:
    page.session_state["tab"] = SEARCHES
    return page.run()


def test_the_draft_that_was_taken_is_opened_and_once_it_is_discarded_its_levers_can_be_taken_again(
    open_page: OpenPage, published: Places, searched: Recommendation, empty_home: Places
) -> None:
    places = replace(published, home=empty_home.home)
    shutil.copytree(published.home, places.home)
    take, show = f"take_it_Setting_{searched.run_id}", f"take_open_Setting_{searched.run_id}"
    page = open_page(places, tab=SEARCHES, run=searched.run_id)
    page.text_input(key="actor").set_value("Ada").run()
    page.button(key=take).click().run()
    taken = "The draft DRF-000001 holds these levers."
    assert any(taken in text.value for text in page.success)

    page.button(key=show).click().run()
    page.text_input(key="drafts_title").set_value("Another")
    page.button(key="drafts_start").click().run()
    assert page.selectbox(key="draft").value == "DRF-000002"
    at_search(page).button(key=show).click().run()
    assert page.selectbox(key="draft").value == "DRF-000001"

    page.button(key="drafts_discard").click().run()
    at_search(page)
    assert not any(taken in text.value for text in page.success)
    page.button(key=take).click().run()
    assert not page.error
    assert any("The draft DRF-000003 holds these levers." in text.value for text in page.success)
