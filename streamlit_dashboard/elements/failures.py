"""Failures as the screens show them: in words, with what to do, and without taking the rest of the page along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from optimization.errors import PlanwiseError
from streamlit_dashboard.elements.texts import plain_lines


def show_failure(error: PlanwiseError) -> None:
    """What went wrong, where and what to do, as the error says it."""
    st.error(plain_lines(str(error)))


@contextmanager
def failures_in_words() -> Iterator[None]:
    """A part of the page that ends with a message where it fails; the other parts go on."""
    try:
        yield
    except PlanwiseError as error:
        show_failure(error)
