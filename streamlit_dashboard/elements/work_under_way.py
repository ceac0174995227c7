"""A piece of work of a session, carried out beside the page, which a click elsewhere cannot cut short."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import streamlit as st

from streamlit_dashboard.elements.texts import plain_text

Result = TypeVar("Result")

# Often enough that progress reads as one goes along.
_LOOK_EVERY_SECONDS = 0.1


@dataclass(kw_only=True)
class Work(Generic[Result]):
    """What is being done; `steps` grow while it is."""

    label: str
    steps: list[str] = field(default_factory=list)
    future: Future[Result]


def begin_work(label: str, do: Callable[[Callable[[str], None]], Result]) -> Work[Result]:
    """Begin it; `do` is given whom to tell each step."""
    # Streamlit ends a page's thread at its next call once something else is clicked: no write may depend on that one.
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="page-work")
    steps: list[str] = []
    work = Work(label=label, steps=steps, future=executor.submit(do, steps.append))
    executor.shutdown(wait=False)
    return work


def follow_work(work: Work[Result]) -> None:
    """Show the steps until it has ended; its `future` then has what it returned, or raises what it raised."""
    with st.spinner(plain_text(work.label)):
        place = st.empty()
        while wait([work.future], timeout=_LOOK_EVERY_SECONDS).not_done:
            if work.steps:
                place.caption(plain_text(f"{work.steps[-1]} ..."))
        place.empty()
