"""What the forms of searches take from the config classes: defaults, explanations, and how levers read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.simulation.protocol import GrowthMethod
from streamlit_dashboard.elements.growth_methods import GROWTH_METHODS, method_title
from streamlit_dashboard.elements.texts import plain_text

if TYPE_CHECKING:
    from pydantic import BaseModel

# Wide enough for the longest label; as many side by side as fit.
FIELD_WIDTH_PX = 230


def default_of(model: type[BaseModel], field: str) -> Any:
    """The default of a config's field."""
    return model.model_fields[field].default


def help_of(model: type[BaseModel], field: str) -> str:
    """What a config's field means."""
    return plain_text(model.model_fields[field].description or "")


def whole_number(label: str, model: type[BaseModel], field: str, *, key: str) -> int:
    """A field for a whole number; bounds are the config's to refuse, in words."""
    return int(
        st.number_input(
            label,
            value=int(default_of(model, field)),
            step=1,
            key=key,
            help=help_of(model, field),
            width=FIELD_WIDTH_PX,
            persist_state="session",
        )
    )


def number(label: str, model: type[BaseModel], field: str, *, key: str, step: float) -> float | None:
    """A field for a number; None where the config's default is none and nothing was typed."""
    default = default_of(model, field)
    return st.number_input(
        label,
        value=None if default is None else float(default),
        step=step,
        format="%g",
        key=key,
        help=help_of(model, field),
        width=FIELD_WIDTH_PX,
        persist_state="session",
    )


def one_of(label: str, options: Sequence[str], model: type[BaseModel], field: str, *, key: str) -> str:
    """A choice, the config's default to begin with."""
    default = str(default_of(model, field))
    return str(
        st.selectbox(
            label,
            options,
            index=list(options).index(default),
            key=key,
            help=help_of(model, field),
            width=FIELD_WIDTH_PX,
            required=True,
            persist_state="session",
        )
    )


def growth_method(model: type[BaseModel], field: str) -> GrowthMethod:
    """How growth is measured, the same for both forms: the method of searches to begin with."""
    default: GrowthMethod = default_of(model, field)
    return st.selectbox(
        "Growth measured by",
        GROWTH_METHODS,
        index=GROWTH_METHODS.index(default),
        format_func=method_title,
        key="auto_method",
        help=help_of(model, field),
        width=FIELD_WIDTH_PX,
        required=True,
        persist_state="session",
    )


def lever_families(label: str, model: type[BaseModel], field: str, catalogue: LeverCatalogue, *, key: str) -> list[str]:
    """The lever families that may move."""
    return st.multiselect(
        label,
        catalogue.names,
        default=list(default_of(model, field)),
        format_func=lambda name: f"{catalogue.family(name).title} ({name})",
        key=key,
        help=help_of(model, field),
        persist_state="session",
    )
