"""What a test does on a page of the app, and what it reads there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

# Two pictures later, and after what was to be done in between.
PICTURES_LATER = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
# All at once: read piece by piece, a table can be drawn anew in between.
_ROWS = "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText))"


def settled(page: Page) -> None:
    """Wait until the app has drawn the page, and see that nothing on it broke."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    # What stood there before is taken off a moment after the script has ended, and a click begins another run so.
    page.evaluate(PICTURES_LATER)
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def click(page: Page, label: str) -> None:
    """Press the button with this label."""
    page.get_by_role("button", name=label, exact=True).click()
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a list."""
    # A list that opens while the page is drawn is closed again.
    settled(page)
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def shows(page: Page, text: str) -> None:
    """This text is on the page, or comes by itself."""
    expect(page.get_by_text(text).first).to_be_visible()
    settled(page)


def says(page: Page, text: str, *, within: float | None = None) -> None:
    """A message with this text is on the page, or comes by itself, within so many milliseconds if they are given."""
    told = page.get_by_role("alert").or_(page.get_by_role("status"))
    expect(told.filter(has_text=text).first).to_be_visible(timeout=within)


def table_under(page: Page, heading: str) -> Locator:
    """The tables with a column of this name."""
    return page.get_by_role("table").filter(has=page.get_by_role("columnheader", name=heading, exact=True))


def rows_under(page: Page, heading: str) -> list[dict[str, str]]:
    """The rows of the first table with this column, by heading."""
    settled(page)
    headings, *rows = table_under(page, heading).first.evaluate(_ROWS)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def downloaded(page: Page, label: str, folder: Path) -> Path:
    """The file behind the button with this label, in a folder, under the name that the browser is told."""
    with page.expect_download() as waited:
        page.get_by_role("button", name=label, exact=True).click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path
