"""The fields that levers are edited in: each typed value is checked as it is typed, and saved in the draft."""

from __future__ import annotations

import streamlit as st

from optimization.errors import BadInputError, PlanwiseError
from optimization.evidence.lever_texts import lever_bounds, lever_value_as_given, recommended_range
from optimization.parameters.lever_catalogue import LeverCatalogue, LeverFamily
from optimization.places import Places
from streamlit_dashboard.drafts.draft_in_view import DraftInView, as_seen, edit_draft
from streamlit_dashboard.drafts.session_drafts import decisions, unsaved_edit
from streamlit_dashboard.elements.actor import action_button, who_acts
from streamlit_dashboard.elements.failures import failures_in_words
from streamlit_dashboard.elements.texts import plain_text
from streamlit_dashboard.overview.field_texts import standing_texts
from streamlit_dashboard.overview.lever_field import LeverField, lever_fields
from streamlit_dashboard.overview.range_words import range_words
from streamlit_dashboard.overview.typed_values import field_label, typed_text, typed_value

_ALL_YEARS = "All years"
# Five levels stand side by side on a wide page, and two on a narrow one.
_FIELD_WIDTH = 205
# What each field's text was last set from: it is set again only where the draft has another value than that.
_SHOWN = "overview_shown"
_FAILED = "overview_failed"


def show_lever_editor(places: Places, view: DraftInView, catalogue: LeverCatalogue) -> tuple[str, ...]:
    """A field for each lever and level, for all years or the chosen one.

    Returns:
        The labels of the fields whose text is not in the draft.
    """
    chosen = st.selectbox("Years to edit", [_ALL_YEARS, *map(str, view.table.years)], key="overview_year", width=200)
    year = None if chosen == _ALL_YEARS else int(chosen)
    if who_acts() is None:
        st.info("Give your name at the top of the page to edit: a draft is changed under a name.")
    st.caption("An empty field is the live value. What you type is saved in the draft as soon as it is a valid number.")
    not_drafted = []
    for family in catalogue.families:
        _show_family(family)
        with st.container(horizontal=True):
            for field in lever_fields(family, view.table, year=year):
                with st.container(width=_FIELD_WIDTH, gap="xsmall"):
                    if not _show_field(places, view, field):
                        not_drafted.append(field_label(family, field.job_level))
    return tuple(not_drafted)


def _show_family(family: LeverFamily) -> None:
    st.markdown(f"#### {plain_text(family.title)}")
    unit = "percent" if family.unit == "fraction" else "a factor: 1.05 is five percent more"
    ends = (family.possible_lower, family.possible_upper)
    possible = " to ".join(lever_value_as_given(end, family) for end in ends)
    st.markdown(plain_text(family.description))
    st.caption(
        plain_text(
            f"Unit: {unit}. Recommended: {recommended_range(family)}. A search may choose {lever_bounds(family)}; "
            f"possible is {possible}. Decided by: {family.decided_by}."
        )
    )


def _show_field(places: Places, view: DraftInView, field: LeverField) -> bool:
    """The field with all that is to be said of it; whether its text is in the draft."""
    key = f"overview_{view.draft.draft_id}_{field.name}"
    _fill(key, view, field)
    st.text_input(
        field_label(field.family, field.job_level),
        key=key,
        live=True,
        on_change=_edit,
        args=(places, view, field, key),
        placeholder=_placeholder(view, field),
        disabled=who_acts() is None or not view.is_open or not field.free_cells,
        persist_state="session",
    )
    for text in standing_texts(field, view):
        st.caption(plain_text(text))
    _say_locked(places, view, field)
    is_drafted = _say_problem(places, view, field, key)
    drafted = {value for cell, value in view.changes.items() if cell in field.cells}
    for value in sorted(drafted):
        warning = range_words(value, field.family)
        if warning:
            st.warning(plain_text(warning))
    return is_drafted


def _fill(key: str, view: DraftInView, field: LeverField) -> None:
    """The draft's value in the field, unless what stands there was set from it, or was typed and is not saved yet."""
    current = _standing(view, field)
    shown: dict[str, object] = st.session_state.setdefault(_SHOWN, {})
    if key in st.session_state and (shown.get(key) == current or _waits(key, view, field)):
        return
    common = field.common(view.values)
    st.session_state[key] = "" if common is None else typed_text(common, field.family)
    shown[key] = current
    _failed().pop(key, None)


def _waits(key: str, view: DraftInView, field: LeverField) -> bool:
    """Whether the text is no value, or one that is disputed or could not be saved: only its author gives it up."""
    try:
        value = _typed(key, field)
    except BadInputError:
        return True
    return _is_disputed(view, field) or (key in _failed() and not _is_drafted(value, view, field))


def _is_drafted(value: float | None, view: DraftInView, field: LeverField) -> bool:
    """Whether the draft has the value; None is to leave the live one."""
    if value is None:
        return view.changes.keys().isdisjoint(field.free_cells)
    return field.common(view.values) == value


def _standing(view: DraftInView, field: LeverField) -> object:
    """What changes whenever the field is to show another value: the values, and decisions about kept edits."""
    values = view.values
    return decisions(view.draft.draft_id), tuple(values[cell] for cell in field.cells)


def _edit(places: Places, view: DraftInView, field: LeverField, key: str) -> None:
    """Save what was typed, if it is a value; why it could not be saved is said beside the field."""
    failed = _failed()
    failed.pop(key, None)
    try:
        value = _typed(key, field)
    except BadInputError:
        return
    try:
        edit_draft(places, view, dict.fromkeys(field.free_cells, value))
    except PlanwiseError as error:
        failed[key] = str(error)
        return
    st.session_state[_SHOWN][key] = _standing(as_seen(view), field)


def _typed(key: str, field: LeverField) -> float | None:
    """The value typed; None for an empty field.

    Raises:
        BadInputError: it is no value of the lever.
    """
    text = str(st.session_state[key] or "")
    return typed_value(text, field.family) if text.strip() else None


def _placeholder(view: DraftInView, field: LeverField) -> str:
    if field.common(view.values) is None:
        return field.difference(view.values)
    live = field.common(view.table.values())
    return "live value" if live is None else f"live: {typed_text(live, field.family)}"


def _say_problem(places: Places, view: DraftInView, field: LeverField, key: str) -> bool:
    """What is wrong with what stands in the field, or why it is not in the draft; whether it is."""
    try:
        value = _typed(key, field)
    except BadInputError as error:
        st.error(plain_text(f"{error} The draft keeps its value."))
        return False
    failure = _failed().get(key)
    if failure:
        st.error(plain_text(failure))
    # An empty field stands for the live value, or for values that differ.
    is_empty_rightly = value is None and not failure
    if is_empty_rightly or not field.free_cells or _is_drafted(value, view, field) or not view.is_open:
        return True
    if _is_disputed(view, field):
        st.warning("Not in the draft: decide at the top of the page whose value holds.")
        return False
    st.warning("What stands in the field is not in the draft.")
    st.button("Save it in the draft", key=f"{key}_save", on_click=_edit, args=(places, view, field, key))
    return False


def _failed() -> dict[str, str]:
    """Why the text of a field could not be saved, by the field's key."""
    failed: dict[str, str] = st.session_state.setdefault(_FAILED, {})
    return failed


def _is_disputed(view: DraftInView, field: LeverField) -> bool:
    """Whether an edit of this field waits for an answer to the question at the top of the page."""
    return not unsaved_edit(view.draft.draft_id).keys().isdisjoint(field.cells)


def _say_locked(places: Places, view: DraftInView, field: LeverField) -> None:
    locked = [cell for cell in field.cells if cell not in field.free_cells]
    if not locked:
        return
    years = sorted({cell.fiscal_year for cell in locked})
    if field.free_cells:
        st.info(f"Locked in {', '.join(map(str, years))}: an edit changes the rest.")
    else:
        st.info("Locked: it cannot be changed.")
    drafted = [cell for cell in locked if cell in view.changes]
    if drafted and view.is_open:
        st.error("The draft changes a locked row.")
        if action_button("Take this change back", key=f"overview_{field.name}_take_back"):
            with failures_in_words():
                edit_draft(places, view, dict.fromkeys(drafted))
                st.rerun()
