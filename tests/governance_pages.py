"""Pages of governance driven as a person does, on a copy of a home: for tests that write."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from optimization.cli import main
from optimization.places import Places

SECONDS_FOR_A_PAGE = 120.0


def in_force(places: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    """These places as the environment names them."""
    monkeypatch.setenv("PLANWISE_HOME", str(places.home))
    monkeypatch.setenv("PLANWISE_LEVERS", str(places.levers))
    for name in ("PLANWISE_LEDGER_URL", "PLANWISE_USER"):
        monkeypatch.delenv(name, raising=False)
    return places


def copied_home(original: Places, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A copy of a home and of its lever file, in force."""
    places = Places(home=folder / "home", levers=folder / "comp_levers.csv")
    shutil.copytree(original.home, places.home)
    shutil.copyfile(original.levers, places.levers)
    return in_force(places, monkeypatch)


def opened(page: Callable[[], None], *, user: str | None, **address: str) -> AppTest:
    """A page as this person sees it first, under an address with these parameters."""
    test = AppTest.from_function(page, default_timeout=SECONDS_FOR_A_PAGE)
    test.query_params.update(address)
    if user is not None:
        test.session_state["actor"] = user
    return drawn(test)


def drawn(page: AppTest) -> AppTest:
    """The page once more, without a fault."""
    page.run()
    assert not page.exception
    return page


def clicked(page: AppTest, label: str) -> AppTest:
    """The page after a click on the button of this label, which must be there and enabled."""
    (button,) = [button for button in page.button if button.label == label]
    assert not button.disabled
    button.click()
    return drawn(page)


def labels(page: AppTest, *, disabled: bool = False) -> set[str]:
    """The labels of the buttons that can be clicked, or of those that cannot."""
    return {button.label for button in page.button if button.disabled is disabled}


def told(page: AppTest) -> str:
    """All text of the page, as it reads."""
    return _read([*page.subheader, *page.markdown, *page.info, *page.success, *page.warning, *page.caption])


def refused(page: AppTest) -> str:
    """What the page says of failures."""
    return _read(page.error)


def answer_of(*command: str) -> dict[str, Any]:
    """What `planwise` prints for a command with --json, in this environment."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        main([*command, "--json"])
    content: dict[str, Any] = json.loads(printed.getvalue())
    return content


def _read(elements: Any) -> str:
    return "\n".join(element.value.replace("\\", "") for element in elements)
