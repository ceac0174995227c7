"""The app's frame: its pages and tabs are all there, and each opens without a fault."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser_app import OpenApp, Serve
from browser_page import settled
from optimization.places import Places

PAGES = ("Searches", "Proposals", "Audit", "Performance", "Training")
TABS = ("Parameter Overview", "Impact Analysis", "Run Simulation", "Results", "Auto-Optimize")


@pytest.mark.parametrize("width", [1280, 768])
def test_every_tab_and_page_opens_without_a_fault(home: Places, serve: Serve, open_app: OpenApp, width: int) -> None:
    page = open_app(serve(home), width=width)
    expect(page.get_by_role("tab")).to_have_text(list(TABS))
    for tab in TABS:
        page.get_by_role("tab", name=tab).click()
        settled(page)
