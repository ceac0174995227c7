"""The app in a real Chromium: homes, a server, and pages whose console must stay clean."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from browser_app import OpenApp, Serve, places_in, planwise_in, served
from browser_page import settled
from optimization.places import Places

EMPLOYEES = 300
# Two cores may be busy with other tests: what takes a second alone can take ten.
MILLISECONDS_TO_APPEAR = 60_000
WIDTH, HEIGHT = 1280, 900


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium")
    if program is None:
        message = "Chromium is not installed: install Debian's package chromium."
        # Where nobody reads what was skipped, a skip would pass for a success.
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        # Root, as whom CI runs, has no sandbox.
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        expect.set_options(timeout=MILLISECONDS_TO_APPEAR)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def stocked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a census of 300 people and a published run, to be copied by who changes it."""
    folder = tmp_path_factory.mktemp("stocked")
    places = places_in(folder)
    planwise = planwise_in(places)
    planwise("census", "generate", "--employees", str(EMPLOYEES), "--seed", "42", reads_json=False)
    # The SQL is compiled once, and not by the first page of every test.
    planwise("doctor", "--prepare", reads_json=False)
    planwise("simulate", "--scenario", "default", "--scenario", "budget_constrained", "--json")
    return folder


@pytest.fixture
def home(stocked_home: Path, tmp_path: Path) -> Places:
    """A home of the test's own, with people and a published run."""
    folder = tmp_path / "stocked"
    shutil.copytree(stocked_home, folder)
    return places_in(folder)


@pytest.fixture
def empty_home(tmp_path: Path) -> Places:
    """A home in which nobody has done anything yet."""
    return places_in(tmp_path / "empty")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start the app on a home, as `make dashboard` does; the address of the server."""
    with ExitStack() as servers:
        yield lambda places: servers.enter_context(served(places, log=tmp_path / "server.log"))


@pytest.fixture
def open_window(browser: Browser) -> Iterator[OpenApp]:
    """Open an address in a window of its own; at the end of the test no window may have complained."""
    complaints: list[str] = []
    with ExitStack() as windows:

        def open_it(url: str, *, width: int = WIDTH, height: int = HEIGHT, dark: bool = False) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
            )
            windows.callback(context.close)
            page = context.new_page()
            page.on("console", lambda message: complaints.extend(_complaint(message)))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(url)
            return page

        yield open_it
    assert complaints == []


@pytest.fixture
def open_app(open_window: OpenApp) -> OpenApp:
    """The same for a page of the app, drawn, with a name given where there is one to act under."""

    def open_it(url: str, *, name: str = "", **options: int | bool) -> Page:
        page = open_window(url, **options)
        settled(page)
        if name:
            page.get_by_role("textbox", name="Your name").fill(name)
            page.get_by_role("textbox", name="Your name").press("Enter")
            settled(page)
        return page

    return open_it


def _complaint(message: ConsoleMessage) -> list[str]:
    # Streamlit asks at the address of a page where its server is, before it asks at the root.
    is_search_for_the_server = re.search(r"/\w+/_stcore/(health|host-config)$", message.location["url"])
    if message.type not in ("error", "assert") or is_search_for_the_server:
        return []
    return [f"{message.type}: {message.text} ({message.location['url']})"]
