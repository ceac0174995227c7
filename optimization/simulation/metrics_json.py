"""Reading metrics back from the JSON that `Metrics.as_json` gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from optimization.errors import BadInputError
from optimization.simulation.protocol import GrowthMethod, Metrics, YearMetrics


def metrics_from_json(stored: Mapping[str, Any]) -> Metrics:
    """The metrics that were stored: the inverse of `Metrics.as_json`, without loss.

    Raises:
        BadInputError: a field of the metrics or of a year is missing, or is none that this version knows.
    """
    _refuse_other_fields(stored, Metrics)
    return Metrics(
        **{
            **stored,
            "horizon_growth": _by_method(stored["horizon_growth"]),
            "years": {int(year): _year_metrics(row) for year, row in stored["years"].items()},
        }
    )


def _year_metrics(stored: Mapping[str, Any]) -> YearMetrics:
    _refuse_other_fields(stored, YearMetrics)
    return YearMetrics(
        **{
            **stored,
            "mean_pay": _by_method(stored["mean_pay"]),
            "yoy_growth": _by_method(stored["yoy_growth"]),
        }
    )


def _by_method(stored: Mapping[str, float | None]) -> dict[GrowthMethod, float | None]:
    return {GrowthMethod(name): value for name, value in stored.items()}


def _refuse_other_fields(stored: Mapping[str, Any], row: type[Metrics] | type[YearMetrics]) -> None:
    wrong = sorted({field.name for field in fields(row)} ^ set(stored))
    if wrong:
        raise BadInputError(
            f"Stored metrics do not have the fields of this version of the program: {', '.join(wrong)} "
            f"{'is' if len(wrong) == 1 else 'are'} missing or unknown. Compute them again."
        )
