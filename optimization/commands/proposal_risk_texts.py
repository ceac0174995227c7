"""The risk report of a proposal, as lines and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns

# In a reason, between the lever's name and what is said of it.
_SAID_OF = " = "


def risk_line(proposal_id: str, report: Mapping[str, Any]) -> str:
    """The level that decides how many people must approve, and the overall score."""
    return (
        f"{proposal_id}: risk {report['proposal_risk_level']}, overall score {report['overall_risk_score']:.2f} of 1 "
        f"({report['overall_risk_level']})"
    )


def risk_components_table(report: Mapping[str, Any]) -> ReportTable:
    """A row per component that was assessed, with its score from 0 to 1."""
    return ReportTable(
        columns=(*text_columns("Component"), *number_columns("Score")),
        rows=tuple((each["factor"], f"{each['score']:.2f}") for each in report["risk_factors"]),
    )


def risk_reasons(report: Mapping[str, Any]) -> Iterator[str]:
    """What each component rests on; what is said alike of several levers is said once."""
    for each in report["risk_factors"]:
        yield from (f"{each['factor']}: {reason}" for reason in _merged(each["reasons"]))


def _merged(reasons: Sequence[str]) -> list[str]:
    """The reasons, those that say the same of several levers as one: `lever, lever = value is ...`."""
    levers: dict[str, list[str]] = {}
    for reason in reasons:
        lever, _, said = reason.rpartition(_SAID_OF)
        levers.setdefault(said, []).append(lever)
    return [_SAID_OF.join(filter(None, (", ".join(names), said))) for said, names in levers.items()]
