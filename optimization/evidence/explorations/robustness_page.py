"""The page of an exploration of random worlds: how candidates fare in many of them."""

from __future__ import annotations

from dataclasses import replace

from optimization.evidence.charts.chart_units import MONEY, PERCENT
from optimization.evidence.explorations.exploration import RobustnessReport
from optimization.evidence.explorations.exploration_page import ExplorationAnswer
from optimization.evidence.explorations.robustness_section import robustness_section, robustness_sentences
from optimization.evidence.quantities import count
from optimization.evidence.reports.report_page import KeyFigure
from optimization.search.exploration.robustness_result import CandidateRobustness, Robustness, Spread


def robustness_answer(report: RobustnessReport) -> ExplorationAnswer:
    """Growth and cost of each candidate, what differs between them, and the bands with the table."""
    found = report.robustness
    shown = robustness_section(found)
    means = "; ".join(_means(candidate) for candidate in found.candidates)
    return ExplorationAnswer(
        title="Robustness",
        status="Measured" if found.bands_withheld is None else "Too few worlds for bands",
        tone="neutral" if found.bands_withheld is None else "fair",
        answer=" ".join(filter(None, (f"Means over the random worlds: {means}.", robustness_sentences(found)))),
        figures=_figures(found),
        # The answer says it already.
        sections=(replace(shown, section=replace(shown.section, text="")),),
    )


def _means(candidate: CandidateRobustness) -> str:
    growth, cost = PERCENT.write(candidate.growth.mean), MONEY.write(candidate.cost.mean)
    return f"{candidate.name} {growth} growth a year, cost {cost}"


def _figures(found: Robustness) -> tuple[KeyFigure, ...]:
    return (
        KeyFigure(label="Random worlds", value=count(len(found.seeds)), detail="the same for every candidate"),
        *(
            KeyFigure(
                label=f"Growth of {candidate.name}",
                value=PERCENT.write(candidate.growth.mean),
                detail=_band(candidate.growth),
            )
            for candidate in found.candidates
        ),
    )


def _band(spread: Spread) -> str:
    if spread.bands is None:
        return "mean"
    return f"mean, P10 {PERCENT.write(spread.bands.p10)}, P90 {PERCENT.write(spread.bands.p90)}"
