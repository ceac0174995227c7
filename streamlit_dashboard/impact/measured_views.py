"""What was measured on a button's press, shown while the question is the one that was asked."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from optimization.evidence.quantities import count
from optimization.implementation.live_batches import OnAnswers

# Everything that an answer depends on.
Question = tuple[Hashable, ...]
Found = TypeVar("Found")


@contextmanager
def shown_measuring(what: str) -> Iterator[OnAnswers]:
    """A bar that shows how far a measurement is, gone with the block.

    Whoever leaves the tab takes the rest of the measurement back: drawing the bar ends the block then.
    """
    bar = st.progress(0.0, text=what)

    def show(done: int, total: int) -> None:
        bar.progress(done / total, text=f"{what} {count(done)} of {count(total)} simulated.")

    try:
        yield show
    finally:
        bar.empty()


def remember_measured(key: str, question: Question, found: object) -> None:
    """Keep an answer, in place of the one before, while the session lasts."""
    st.session_state[key] = (question, found)


def measured_before(key: str, question: Question, of_type: type[Found]) -> Found | None:
    """The answer to this very question; None, and the reason in words, where another was asked or none."""
    asked, found = st.session_state.get(key, (None, None))
    if asked is None:
        return None
    if asked != question or not isinstance(found, of_type):
        st.info("What was measured before is of other levers or another question. Press the button to measure again.")
        return None
    return found
