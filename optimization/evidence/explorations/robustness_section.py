"""How candidates fare in many random worlds: as a table, and as the section of a report."""

from __future__ import annotations

from collections.abc import Callable

from optimization.evidence.charts.bands_chart import Band, bands_chart
from optimization.evidence.charts.chart_units import MONEY, PERCENT, ChartUnit
from optimization.evidence.quantities import (
    GROWTH_DIGITS,
    NOT_AVAILABLE,
    count,
    counted,
    fraction_as_given_percent,
    fraction_as_percent,
)
from optimization.evidence.reports.drawn_section import DrawnSection
from optimization.evidence.reports.report_page import Chart, Section
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.search.exploration.robustness_result import (
    CandidateRobustness,
    Interval,
    PairedDifference,
    Robustness,
    Spread,
)

_GROWTH = Chart(name="bands-growth", label="Pay growth over the random worlds")
_COST = Chart(name="bands-cost", label="Total compensation cost over the random worlds")
_SHARE_DIGITS = 1

_Cell = Callable[[CandidateRobustness], str]


def robustness_table(robustness: Robustness) -> ReportTable:
    """A column for each candidate: spread of growth and cost, worst costs, chance of meeting the target."""
    confidence = fraction_as_given_percent(robustness.confidence)
    first = robustness.candidates[0].name
    rows: list[tuple[str, _Cell]] = [
        *_spread_rows("Pay growth", PERCENT, lambda candidate: candidate.growth),
        *_spread_rows("Total compensation cost", MONEY, lambda candidate: candidate.cost),
        (
            f"Cost of the dearest {counted(robustness.tail_seeds, 'seed')}, mean (CVaR)",
            lambda candidate: _written(MONEY, candidate.worst_costs),
        ),
    ]
    if robustness.target_growth is not None:
        rows += [
            ("Seeds that meet the target", lambda c: NOT_AVAILABLE if c.target is None else count(c.target.seeds_met)),
            (
                "Probability of meeting it",
                lambda c: fraction_as_percent(c.target.probability if c.target else None, digits=_SHARE_DIGITS),
            ),
            (
                f"{confidence} interval of it (Wilson)",
                lambda c: _share_interval(c.target.interval if c.target else None),
            ),
        ]
    if len(robustness.candidates) > 1:
        rows += [
            *_difference_rows("Pay growth", first, confidence, PERCENT, lambda candidate: candidate.growth_difference),
            *_difference_rows(
                "Total compensation cost", first, confidence, MONEY, lambda candidate: candidate.cost_difference
            ),
        ]
    candidates = robustness.candidates
    return ReportTable(
        columns=(*text_columns("Measure"), *number_columns(*(candidate.name for candidate in candidates))),
        rows=tuple((label, *map(cell, candidates)) for label, cell in rows),
        note=f"Growth by the method {robustness.method}. All candidates are simulated under the same "
        f"{counted(len(robustness.seeds), 'seed')}: {_seeds_text(robustness.seeds)}.",
    )


def robustness_section(robustness: Robustness) -> DrawnSection:
    """The bands of growth and cost with the table, or the reason why there are none."""
    bands = {
        chart.name: bands_chart(_bands(robustness, spread), title=title, unit=unit)
        for chart, title, unit, spread in (
            (_GROWTH, "Pay growth, per year", PERCENT, lambda candidate: candidate.growth),
            (_COST, "Total compensation cost", MONEY, lambda candidate: candidate.cost),
        )
        if robustness.bands_withheld is None
    }
    return DrawnSection(
        section=Section(
            heading="Robustness over random worlds",
            text=robustness_sentences(robustness),
            charts=(_GROWTH, _COST) if bands else (),
            table=robustness_table(robustness),
        ),
        figures=bands,
    )


def robustness_sentences(robustness: Robustness) -> str:
    """The target that was asked of every seed, each candidate's chance of it, and why there are no bands, if so."""
    sentences = []
    if robustness.target_growth is not None:
        target = fraction_as_percent(robustness.target_growth, digits=GROWTH_DIGITS)
        tolerance = PERCENT.write_change(robustness.tolerance).lstrip("+")
        met = ", ".join(
            f"{candidate.name} in {count(candidate.target.seeds_met)}"
            for candidate in robustness.candidates
            if candidate.target is not None
        )
        sentences.append(
            f"Of {counted(len(robustness.seeds), 'random world')}, growth is within {tolerance} of {target}: {met}."
        )
    if robustness.bands_withheld is not None:
        sentences.append(robustness.bands_withheld)
    return " ".join(sentences)


def bands_of(robustness: Robustness, *, of_cost: bool) -> list[Band]:
    """The percentiles of growth, or of cost; none where they are withheld."""
    return _bands(robustness, lambda candidate: candidate.cost if of_cost else candidate.growth)


def _bands(robustness: Robustness, spread: Callable[[CandidateRobustness], Spread]) -> list[Band]:
    return [
        Band(label=candidate.name, p10=bands.p10, p50=bands.p50, p90=bands.p90)
        for candidate in robustness.candidates
        if (bands := spread(candidate).bands) is not None
    ]


def _spread_rows(
    title: str, unit: ChartUnit, spread: Callable[[CandidateRobustness], Spread]
) -> list[tuple[str, _Cell]]:
    def percentile(name: str) -> _Cell:
        def cell(candidate: CandidateRobustness) -> str:
            bands = spread(candidate).bands
            return NOT_AVAILABLE if bands is None else unit.write(getattr(bands, name))

        return cell

    def deviation(candidate: CandidateRobustness) -> str:
        found = spread(candidate).standard_deviation
        return NOT_AVAILABLE if found is None else unit.write_change(found).lstrip("+")

    return [
        (f"{title}, mean", lambda candidate: unit.write(spread(candidate).mean)),
        (f"{title}, standard deviation", deviation),
        *((f"{title}, {name.upper()}", percentile(name)) for name in ("p10", "p50", "p90")),
    ]


def _difference_rows(
    title: str,
    first: str,
    confidence: str,
    unit: ChartUnit,
    difference: Callable[[CandidateRobustness], PairedDifference | None],
) -> list[tuple[str, _Cell]]:
    def mean(candidate: CandidateRobustness) -> str:
        found = difference(candidate)
        return NOT_AVAILABLE if found is None else unit.write_change(found.mean)

    def interval(candidate: CandidateRobustness) -> str:
        found = difference(candidate)
        if found is None or found.interval is None:
            return NOT_AVAILABLE
        return " to ".join(map(unit.write_change, found.interval))

    return [
        (f"{title}, difference to {first}", mean),
        (f"{confidence} interval of it", interval),
    ]


def _written(unit: ChartUnit, value: float | None) -> str:
    return NOT_AVAILABLE if value is None else unit.write(value)


def _share_interval(interval: Interval | None) -> str:
    if interval is None:
        return NOT_AVAILABLE
    return " to ".join(fraction_as_percent(end, digits=_SHARE_DIGITS) for end in interval)


def _seeds_text(seeds: tuple[int, ...]) -> str:
    """The seeds, a run of them by its ends."""
    is_run = len(seeds) > 1 and seeds == tuple(range(seeds[0], seeds[0] + len(seeds)))
    return f"{seeds[0]} to {seeds[-1]}" if is_run else ", ".join(map(str, seeds))
