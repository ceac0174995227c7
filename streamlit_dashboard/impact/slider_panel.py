"""The sliders that move a draft's levers; each stands where the draft is, whoever moved it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.governance.drafts.drafts import DraftState
from optimization.parameters.lever_catalogue import LeverFamily, load_lever_catalogue
from optimization.places import Places
from streamlit_dashboard.drafts.draft_in_view import DraftInView, edit_draft
from streamlit_dashboard.drafts.session_drafts import unsaved_edit
from streamlit_dashboard.drafts.unread_news import unread_news
from streamlit_dashboard.elements.actor import who_acts
from streamlit_dashboard.elements.choices import choose
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.impact.lever_sliders import LeverSlider, lever_sliders

# Three choices beside one another at 1280 pixels.
CHOICE_WIDTH_PX = 320
_ALL_YEARS = "All years"
_PERCENT_FORMAT = "%.2f%%"
_FACTOR_FORMAT = "%.3f"
# What a slider's callback leaves for the drawing that follows it.
_FAILURE = "impact_failure"
_MUST_ASK = "impact_must_ask"
_STOOD = "impact_sliders_stood"

# By slider, where it stood when it was drawn or moved here last, and how often it was moved elsewhere.
Stands = Mapping[str, tuple[float, int]]


@dataclass(frozen=True, kw_only=True)
class SliderScope:
    """Which levers have sliders: a family's, in one year, or in all where there is none."""

    family: LeverFamily
    year: int | None


def choose_scope(view: DraftInView) -> SliderScope:
    """Ask for family and year, side by side.

    Raises:
        BadInputError: config/levers.yaml is wrong.
    """
    catalogue = load_lever_catalogue()
    with st.container(width=CHOICE_WIDTH_PX):
        name = choose(
            "Levers",
            catalogue.names,
            key="impact_family",
            text=lambda each: f"{catalogue.family(each).title} ({each})",
        )
    with st.container(width=CHOICE_WIDTH_PX):
        year = choose("Years", [_ALL_YEARS, *map(str, view.table.years)], key="impact_year")
    return SliderScope(family=catalogue.family(name), year=None if year == _ALL_YEARS else int(year))


def show_sliders(places: Places, view: DraftInView, scope: SliderScope) -> None:
    """A slider for each lever, and what became of the last move where it failed."""
    if st.session_state.pop(_MUST_ASK, False):
        # The draft bar stands outside of what is drawn now: it asks what becomes of the edit, and tells of others'.
        st.rerun()
    failure = st.session_state.pop(_FAILURE, None)
    if failure is not None:
        st.error(plain_text(failure))
    reason = _why_fixed(view)
    if reason:
        st.info(reason)
    for slider in lever_sliders(view.table, view.values, scope.family, year=scope.year):
        _show_slider(places, view, slider, is_fixed=bool(reason))


def _why_fixed(view: DraftInView) -> str:
    if view.draft.state is not DraftState.OPEN:
        return f"This draft is {view.draft.state}: it cannot be changed any more. Start another one above."
    if who_acts() is None:
        return "Give your name at the top of the page to move levers: a draft is changed under a name."
    return ""


def _show_slider(places: Places, view: DraftInView, slider: LeverSlider, *, is_fixed: bool) -> None:
    if slider.value is None:
        st.markdown(plain_text(slider.label))
        st.caption(
            f"{slider.differences} in the draft, not the same in every year: choose a year above to move it."
            if slider.year is None
            else f"{slider.differences} in the draft."
        )
        return
    shown = slider.on_screen(slider.value)
    name = f"impact_slider_{view.draft.draft_id}_{slider.family.name}_{slider.level or 0}_{slider.year or 0}"
    key = _slider_key(name, shown)
    # From the draft at every drawing, and never from what the browser had: the draft is what counts.
    st.session_state[key] = shown
    lower, upper = slider.ends
    st.slider(
        slider.label,
        min_value=lower,
        max_value=upper,
        step=slider.step,
        format=_PERCENT_FORMAT if slider.family.unit == "fraction" else _FACTOR_FORMAT,
        key=key,
        help=slider.explanation,
        disabled=is_fixed or not slider.movable,
        on_change=_move,
        args=(places, view, slider, name, key),
    )
    for remark in slider.remarks:
        st.caption(plain_text(remark))


def _slider_key(name: str, shown: float) -> str:
    """The widget of a slider: another one whenever it has to be drawn where this session did not move it."""
    stands: Stands = st.session_state.get(_STOOD, {})
    stood, times = stands.get(name, (shown, 0))
    if stood != shown:
        times += 1
    st.session_state[_STOOD] = {**stands, name: (shown, times)}
    return f"{name}_{times}"


def _move(places: Places, view: DraftInView, slider: LeverSlider, name: str, key: str) -> None:
    """Set the slider's cells in the draft; what goes wrong is said when the sliders are drawn next."""
    stands: Stands = st.session_state[_STOOD]
    _stood, times = stands[name]
    if key != f"{name}_{times}":
        # A browser that has not drawn the new widget yet still sends the old one's value, which nobody has moved.
        return
    value, known = slider.from_screen(st.session_state[key]), unread_news(view.draft.draft_id)
    try:
        edit_draft(places, view, dict.fromkeys(slider.movable, value))
    except PlanwiseError as error:
        st.session_state[_FAILURE] = str(error)
    else:
        st.session_state[_STOOD] = {**stands, name: (slider.on_screen(value), times)}
    if unsaved_edit(view.draft.draft_id) or unread_news(view.draft.draft_id) != known:
        st.session_state[_MUST_ASK] = True
