"""What stands beside a field of the editor: live and drafted value, the risk of a change and locks, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from optimization.evidence.lever_texts import lever_change, lever_value_as_given
from optimization.parameters.lever_blocks import LeverBlock, lever_blocks
from optimization.parameters.lever_cells import JOB_LEVELS
from optimization.parameters.lever_risk import lever_risk
from streamlit_dashboard.drafts.draft_in_view import DraftInView
from streamlit_dashboard.overview.lever_field import LeverField


class _Standing(NamedTuple):
    """What cells of a field can have in common; `locked_by` is the scenario of a locked row."""

    live: float
    drafted: float
    locked_by: str | None


def standing_texts(field: LeverField, view: DraftInView) -> Iterator[str]:
    """A line for each stretch of years, and of levels, that agree: what is live, what is drafted, risk and lock."""
    settings, values = view.table.settings, view.values
    states = {
        cell: _Standing(
            live=settings[cell].value,
            drafted=values[cell],
            locked_by=settings[cell].source_scenario_id if settings[cell].is_locked else None,
        )
        for cell in field.cells
    }
    blocks = lever_blocks(states, parameter_names=[field.family.parameter_name])
    for block in blocks:
        place = _place(block, field) if len(blocks) > 1 else ""
        yield place + _standing(block.state, field)


def _standing(standing: _Standing, field: LeverField) -> str:
    family = field.family
    parts = [f"live {lever_value_as_given(standing.live, family)}"]
    if standing.drafted != standing.live:
        change = lever_change(standing.live, standing.drafted, family)
        parts.append(f"draft {lever_value_as_given(standing.drafted, family)} ({change})")
        parts.append(f"risk {lever_risk(standing.drafted, family)}")
    if standing.locked_by is not None:
        parts.append(f"locked by scenario {standing.locked_by}")
    return ", ".join(parts)


def _place(block: LeverBlock[_Standing], field: LeverField) -> str:
    levels = f"level {block.level_text}, " if field.job_level is None and block.levels != JOB_LEVELS else ""
    return f"{levels}{block.year_text}: "
