"""Metrics as a flat set of numbers, one per year, field and growth method, which surfaces can be fitted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics

_NOT_NUMBERS = {"seed", "years"}
_COUNTS = {field.name for of in (Metrics, YearMetrics) for field in fields(of) if field.type == "int"} - _NOT_NUMBERS


class MetricKey(NamedTuple):
    """A number of the metrics. No year: over the horizon; no method: it has no growth methods."""

    year: int | None
    field: str
    method: GrowthMethod | None

    @property
    def metric(self) -> str:
        """Which metric it is, whatever the year: `years.yoy_growth.current`, `horizon_growth.current`."""
        return ".".join(filter(None, ("" if self.year is None else "years", self.field, self.method)))

    def __str__(self) -> str:
        """Where it stands in the JSON of metrics: `years.2026.yoy_growth.current`."""
        return self.metric if self.year is None else self.metric.replace("years", f"years.{self.year}", 1)


def metric_numbers(metrics: Metrics) -> dict[MetricKey, float | None]:
    """Every number of the metrics; None where nobody was there to measure."""
    rows: list[tuple[int | None, Metrics | YearMetrics]] = [(None, metrics), *metrics.years.items()]
    numbers: dict[MetricKey, float | None] = {}
    for year, row in rows:
        for field in fields(row):
            if field.name in _NOT_NUMBERS:
                continue
            value = getattr(row, field.name)
            by_method = value if isinstance(value, Mapping) else {None: value}
            numbers |= {MetricKey(year, field.name, method): number for method, number in by_method.items()}
    return numbers


def metrics_from(numbers: Mapping[MetricKey, float | None], *, seed: int) -> Metrics:
    """The metrics that have these numbers; counts are rounded, and none is below zero."""
    rows: dict[int | None, dict[str, Any]] = {}
    for key, number in numbers.items():
        row = rows.setdefault(key.year, {})
        if key.method is not None:
            row.setdefault(key.field, {})[key.method] = number
        elif key.field in _COUNTS and number is not None:
            row[key.field] = max(0, round(number))
        else:
            row[key.field] = number
    horizon = rows.pop(None)
    years = {year: YearMetrics(**row) for year, row in rows.items() if year is not None}
    return Metrics(seed=seed, years=years, **horizon)
