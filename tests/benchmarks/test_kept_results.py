"""Figures are kept with the page that is made of them, and only those of a whole run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import ROUNDS, lacking_of_a_whole_run
from benchmarks.results import keep_results
from benchmarks.works import LARGE, SMALL


def test_figures_and_page_are_replaced_together(tmp_path: Path) -> None:
    file, page = tmp_path / "figures.json", tmp_path / "page.md"
    keep_results({"value": 3}, file=file, page=page, page_of=lambda results: f"It is {results['value']}.\n")
    assert json.loads(file.read_text(encoding="utf-8")) == {"value": 3}
    assert page.read_text(encoding="utf-8") == "It is 3.\n"


def test_figures_of_which_no_page_can_be_made_replace_nothing(tmp_path: Path) -> None:
    file, page = tmp_path / "figures.json", tmp_path / "page.md"
    file.write_text("before", encoding="utf-8")
    page.write_text("before", encoding="utf-8")

    def page_of(results: dict[str, Any]) -> str:
        return str(results["missing"])

    with pytest.raises(KeyError, match="missing"):
        keep_results({}, file=file, page=page, page_of=page_of)
    assert (file.read_text(encoding="utf-8"), page.read_text(encoding="utf-8")) == ("before", "before")


def test_a_whole_run_of_the_usual_rounds_lacks_nothing() -> None:
    assert lacking_of_a_whole_run(names=[], rounds=ROUNDS, largest=LARGE) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"names": ["planwise_help"]}, "only some works"),
        ({"rounds": ROUNDS - 2}, f"3 rounds were measured, not {ROUNDS}"),
        ({"largest": SMALL}, "more than 10,000 employees"),
    ],
)
def test_any_other_run_says_why_it_is_not_kept(changed: dict[str, Any], said: str) -> None:
    (reason,) = lacking_of_a_whole_run(**{"names": [], "rounds": ROUNDS, "largest": LARGE, **changed})
    assert said in reason
