"""A section of a report together with the figures of its charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimization.evidence.reports.report_page import Section

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True, kw_only=True)
class DrawnSection:
    """A section and, by the names of its charts, their figures."""

    section: Section
    figures: Mapping[str, Figure] = field(default_factory=dict)


def figures_of(drawn: Sequence[DrawnSection]) -> dict[str, Figure]:
    """The figures of all sections by name."""
    return {name: figure for each in drawn for name, figure in each.figures.items()}
