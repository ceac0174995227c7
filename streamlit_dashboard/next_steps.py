"""What to type where there is no census, no published run or no search yet."""

from __future__ import annotations

from optimization.places import Places
from streamlit_dashboard.screen_texts import show_next_steps

_CENSUS = (
    ("Make a census of made-up people, or bring in yours:", "planwise census generate --employees 3000 --seed 42"),
    ("", "planwise census import FILE"),
)
_SIMULATE = ("Simulate it and publish the run:", "planwise simulate")
_SEARCHES = (
    ("Search for the levers that give a pay growth of 2 % a year:", "planwise optimize loop --target-growth 2.0"),
    ("Or for those that serve cost, equity and targets best:", "planwise optimize engine"),
)
_RELOAD = "Then reload this page."


def show_steps_to_a_run(places: Places) -> None:
    """The steps from what there is to a published run."""
    if places.census.exists():
        show_next_steps(lacking="Nothing has been simulated yet.", commands=[_SIMULATE], afterwards=_RELOAD)
    else:
        show_next_steps(
            lacking="There is no census yet, so nothing has been simulated.",
            commands=[*_CENSUS, _SIMULATE],
            afterwards=_RELOAD,
        )


def show_steps_to_a_search(places: Places) -> None:
    """The steps from what there is to a recorded search."""
    if places.census.exists():
        show_next_steps(lacking="Nothing has been searched for yet.", commands=_SEARCHES, afterwards=_RELOAD)
    else:
        show_next_steps(
            lacking="There is no census yet, so nothing has been searched for.",
            commands=[*_CENSUS, *_SEARCHES],
            afterwards=_RELOAD,
        )
