"""Analysts who move sliders side by side: one in a real browser window, the others as their browsers would talk.

Ten browsers on the server's own two cores take more of them than the server does; analysts bring machines of their own.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from benchmarks.screens.app_session import AppSession, app_session

# An analyst looks at the answer before the next move.
_LOOKING_SECONDS = 1.0
_SECONDS_TO_ANSWER = 30.0
# A sum of steps is a float near the value that the slider has.
_SLIDER_DIGITS = 6
# Of the families whose sliders are moved in turn; the second one changes who is promoted, and costs most.
_FAMILIES = ("merit_rate", "promotion_probability", "cola_rate")
_MOVES_OF_A_FAMILY = 5


@dataclass(kw_only=True)
class Moved:
    """What a session met: seconds from each move to its answer, and whatever went wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def move_sliders(url: str, draft_ids: Sequence[str], *, seconds: float) -> list[Moved]:
    """A session per draft, the first one in a window; all for this long once each of them stands before its sliders."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("Chromium is not installed: install Debian's package chromium.")
    moved = [Moved() for _ in draft_ids]
    async with async_playwright() as playwright, AsyncExitStack() as stack:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        stack.push_async_callback(browser.close)
        page = await _opened(browser, url, draft_ids[0], moved=moved[0])
        sessions = [
            await stack.enter_async_context(_standing(url, draft_id, name=f"Analyst {number}"))
            for number, draft_id in enumerate(draft_ids[1:], start=2)
        ]
        deadline = time.monotonic() + seconds
        await asyncio.gather(
            _move_until(page, draft_ids[0], moved[0], deadline=deadline),
            *(
                _move_session_until(session, draft_id, each, deadline=deadline)
                for session, draft_id, each in zip(sessions, draft_ids[1:], moved[1:], strict=True)
            ),
        )
    return moved


@asynccontextmanager
async def _standing(url: str, draft_id: str, *, name: str) -> AsyncIterator[AppSession]:
    """A session before the sliders of its draft, under a name."""
    async with app_session(url, f"tab=Impact+Analysis&draft={draft_id}") as session:
        await session.set("Your name", name)
        await session.shown(_answer(draft_id, revision=1), within=2 * _SECONDS_TO_ANSWER)
        await session.drawn(within=_SECONDS_TO_ANSWER)
        yield session


async def _move_session_until(session: AppSession, draft_id: str, moved: Moved, *, deadline: float) -> None:
    revision = 1
    for family in cycle(_FAMILIES):
        options = session.widgets["Levers"].element.options
        try:
            await session.set("Levers", next(option for option in options if f"({family})" in option))
            await session.drawn(within=_SECONDS_TO_ANSWER)
        except TimeoutError:
            moved.faults.append(f"{draft_id}: no sliders of {family} within {_SECONDS_TO_ANSWER:g} s")
            return
        await asyncio.sleep(_LOOKING_SECONDS)
        sliders = [label for label, widget in session.widgets.items() if f"_{family}_" in widget.element.id]
        for move in range(_MOVES_OF_A_FAMILY):
            if time.monotonic() > deadline:
                return
            label = sliders[move % len(sliders)]
            slider = session.widgets[label].element
            started = time.perf_counter()
            await session.set(label, round((slider.value or slider.default)[0] + slider.step, _SLIDER_DIGITS))
            revision += 1
            try:
                await session.shown(_answer(draft_id, revision=revision), within=_SECONDS_TO_ANSWER)
                moved.seconds.append(time.perf_counter() - started)
                await session.drawn(within=_SECONDS_TO_ANSWER)
            except TimeoutError:
                moved.faults.append(_no_answer(draft_id, revision))
                return
            finally:
                moved.faults.extend(session.faults)
                session.faults.clear()
            await asyncio.sleep(_LOOKING_SECONDS)


async def _opened(browser: Browser, url: str, draft_id: str, *, moved: Moved) -> Page:
    page = await (await browser.new_context(viewport={"width": 1280, "height": 900})).new_page()
    page.on("console", lambda message: _note(message, moved))
    page.on("pageerror", lambda error: moved.faults.append(str(error)))
    await page.goto(f"{url}/?tab=Impact+Analysis&draft={draft_id}")
    await page.get_by_role("textbox", name="Your name").fill("Analyst 1")
    await page.get_by_role("textbox", name="Your name").press("Enter")
    await expect(_answered(page, draft_id, revision=1)).to_be_visible(timeout=2 * _SECONDS_TO_ANSWER * 1000)
    return page


async def _move_until(page: Page, draft_id: str, moved: Moved, *, deadline: float) -> None:
    revision = 1
    for family in cycle(_FAMILIES):
        await _choose(page, family)
        for move in range(_MOVES_OF_A_FAMILY):
            if time.monotonic() > deadline:
                return
            slider = page.get_by_role("slider").nth(move % await page.get_by_role("slider").count())
            started = time.perf_counter()
            await slider.press("ArrowRight")
            revision += 1
            try:
                await expect(_answered(page, draft_id, revision=revision)).to_be_visible(
                    timeout=_SECONDS_TO_ANSWER * 1000
                )
            except AssertionError:
                moved.faults.append(_no_answer(draft_id, revision))
                return
            moved.seconds.append(time.perf_counter() - started)
            moved.faults.extend(await page.get_by_test_id("stAlertContentError").all_inner_texts())
            await asyncio.sleep(_LOOKING_SECONDS)


async def _choose(page: Page, family: str) -> None:
    box = page.get_by_role("combobox", name=re.compile("Levers"))
    await box.click()
    await box.fill(family)
    await box.press("Enter")
    await expect(page.get_by_role("slider").first).to_be_visible()
    await asyncio.sleep(_LOOKING_SECONDS)


def _answered(page: Page, draft_id: str, *, revision: int):
    return page.get_by_text(_answer(draft_id, revision=revision))


def _answer(draft_id: str, *, revision: int) -> str:
    return f"{draft_id}, revision {revision}"


def _no_answer(draft_id: str, revision: int) -> str:
    return f"{draft_id}: no answer to revision {revision} within {_SECONDS_TO_ANSWER:g} s"


def _note(message: ConsoleMessage, moved: Moved) -> None:
    if message.type == "error":
        moved.faults.append(message.text)
