"""Analysts who move sliders side by side, each in a browser window of their own."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

# An analyst looks at the answer before the next move.
_LOOKING_SECONDS = 1.0
_MILLISECONDS_TO_ANSWER = 30_000
# Of the families whose sliders are moved in turn; the second one changes who is promoted, and costs most.
_FAMILIES = ("merit_rate", "promotion_probability", "cola_rate")
_MOVES_OF_A_FAMILY = 5


@dataclass(kw_only=True)
class Moved:
    """What a session met: seconds from each move to its answer, and whatever went wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def move_sliders(url: str, draft_ids: Sequence[str], *, seconds: float) -> list[Moved]:
    """A session per draft, all for this long once every one of them stands before its sliders."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("Chromium is not installed: install Debian's package chromium.")
    moved = [Moved() for _ in draft_ids]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        pages = [
            await _opened(browser, url, draft_id, name=f"Analyst {number}", moved=session)
            for number, (draft_id, session) in enumerate(zip(draft_ids, moved, strict=True), start=1)
        ]
        deadline = time.monotonic() + seconds
        await asyncio.gather(
            *(
                _move_until(page, draft_id, session, deadline=deadline)
                for page, draft_id, session in zip(pages, draft_ids, moved, strict=True)
            )
        )
        await browser.close()
    return moved


async def _opened(browser: Browser, url: str, draft_id: str, *, name: str, moved: Moved) -> Page:
    page = await (await browser.new_context(viewport={"width": 1280, "height": 900})).new_page()
    page.on("console", lambda message: _note(message, moved))
    page.on("pageerror", lambda error: moved.faults.append(str(error)))
    await page.goto(f"{url}/?tab=Impact+Analysis&draft={draft_id}")
    await page.get_by_role("textbox", name="Your name").fill(name)
    await page.get_by_role("textbox", name="Your name").press("Enter")
    await expect(_answered(page, draft_id, revision=1)).to_be_visible(timeout=2 * _MILLISECONDS_TO_ANSWER)
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
                    timeout=_MILLISECONDS_TO_ANSWER
                )
            except AssertionError:
                moved.faults.append(f"{draft_id}: no answer to revision {revision} within {_MILLISECONDS_TO_ANSWER} ms")
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
    return page.get_by_text(f"{draft_id}, revision {revision}")


def _note(message: ConsoleMessage, moved: Moved) -> None:
    if message.type == "error":
        moved.faults.append(message.text)
