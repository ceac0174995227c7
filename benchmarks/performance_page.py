"""docs/performance.md, made from the figures that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_MS_PER_SECOND = 1000
# Models that take less than this share of a column's time are added up.
_SHOWN_SHARE = 0.02
_REMAINDER = "all other models"

_INTRODUCTION = """\
# Performance

Made by `make bench` from `benchmarks/results/latest.json`. The horizon is five years.
"""

_GOALS = """\
## Goals

Each figure is the median of its rounds; a warm-up goes before them, except where people are made for the first time.
It stands beside a reference that was measured in the same run, since machines differ.
"""

_SCALING = """\
## Scaling

Medians of the rounds: milliseconds per candidate, pay levers moving. Memory is the peak of the process in GiB.
"""

_MODELS = """\
## Where the time goes

Milliseconds by dbt model, of whole calls of the batch simulator. Batches are means of the rounds after a warm-up, so
that models add up to what a batch takes; people and cohorts are one first call, less a warm one, model by model. What
is no model is Python's share: levers checked and written, metrics read and, of people, the census into DuckDB.
"""

_COMPARISON = """\
For comparison, the nearest public system, measured on the same machine and census size: 137 to 215 s for one candidate,
535 s to solve for a growth target with three evaluations, 195 s for a full five-year run.
"""

_COUNTED = """\
## What is counted

- **Candidates** set every pay lever at every level and year, anywhere within its search bounds; each round brings new
  ones. Their time runs from lever sets in to metrics out, checks included, on an open simulator that knows the people.
- **People and cohorts** are a new seed's first answer less a warm one: the census into DuckDB, all draws, the yearly
  rosters and the cohorts. A process measures them once, so rounds are processes. Reading and checking the census file
  is not in it, but in the cold start.
- **The cold start** that is compared with its goal runs from process start to the first answer and makes the people
  too; how long the simulator takes to open stands below it. Without compiled SQL the project is parsed first as well.
- **NumPy** does the pay arithmetic alone, on the same cohorts with levers as arrays: no lever is resolved, no metric is
  made into a record, and where promotion_probability moves it has one population where SQL makes one per candidate.
- **Memory** is the most that a process held, Python and libraries included; each cell has a process of its own.
"""


def performance_page(results: Mapping[str, Any]) -> str:
    """The whole page as Markdown."""
    sections = [
        _INTRODUCTION,
        _machine(results["machine"]),
        _GOALS,
        _goals(results["works"]),
        _COMPARISON,
        _SCALING,
        scaling_table(results["scaling"]),
        _MODELS,
        model_tables(results["seconds_by_model"]),
        _COUNTED,
    ]
    return "\n".join(sections)


def _machine(machine: Mapping[str, Any]) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return (
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}; {packages}.\n"
    )


def _goals(works: Iterable[Mapping[str, Any]]) -> str:
    return _table(
        ("work", "measured", "must reach", "aim", "reference", "ratio", "reached", "rounds"),
        ":---|---:|---:|---:|:---|---:|:---|---:",
        (
            (
                work["what"],
                _measured(work),
                _limits(work),
                _amount(work["aim"], work["unit"]),
                f"{work['reference']}: {_amount(work['reference_value'], work['unit'])}",
                _ratio(work["value"] / work["reference_value"]),
                _verdict(work),
                str(len(work["rounds"])),
            )
            for work in works
        ),
    )


def _measured(work: Mapping[str, Any]) -> str:
    memory = "" if work["peak_memory_gib"] is None else f", {work['peak_memory_gib']:.2f} GiB"
    return f"{_amount(work['value'], work['unit'])}{memory}"


def _limits(work: Mapping[str, Any]) -> str:
    limits = [
        _amount(work["must_reach"], work["unit"]),
        "" if work["most_times_reference"] is None else f"{work['most_times_reference']:g} x the reference",
        "" if work["most_memory_gib"] is None else f"{work['most_memory_gib']:g} GiB",
    ]
    return ", ".join(filter(None, limits))


def _verdict(work: Mapping[str, Any]) -> str:
    if work["is_reached"] is None:
        return ""
    if not work["is_reached"]:
        return "no"
    return "yes, and the aim" if work["aim"] is not None and work["value"] <= work["aim"] else "yes"


def scaling_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Milliseconds per candidate and memory by census and batch size."""
    batches = [cell["candidates"] for cell in rows[0]["cells"]]
    return _table(
        ("employees", "people and cohorts, once", *(_candidates(count) for count in batches)),
        "|".join(["---:"] * (2 + len(batches))),
        (
            (
                f"{row['employees']:,}",
                _amount(row["people_seconds"], "s"),
                *(
                    f"{_amount(cell['milliseconds_each'], 'ms')}, {cell['peak_memory_gib']:.2f} GiB"
                    for cell in row["cells"]
                ),
            )
            for row in rows
        ),
    )


def model_tables(profiles: Iterable[Mapping[str, Any]]) -> str:
    """Milliseconds by dbt model, a table per census size."""
    return "\n".join(map(_model_table, profiles))


def _model_table(profile: Mapping[str, Any]) -> str:
    columns = {
        "people and cohorts": profile["people"],
        _candidates(1): profile["one_candidate"],
        _candidates(profile["candidates"]): profile["batch"],
    }
    heading = f"At {profile['employees']:,} employees:\n\n"
    return heading + _table(("model", *columns), ":---|---:|---:|---:", _model_rows(list(columns.values())))


def _model_rows(columns: list[Mapping[str, float]]) -> Iterator[tuple[str, ...]]:
    """The models that matter in one column at least, the slowest first, then the remainder and the totals."""
    totals = [sum(column.values()) for column in columns]
    names = {name for column in columns for name in column}
    share = {
        name: max(column.get(name, 0.0) / total for column, total in zip(columns, totals, strict=True))
        for name in names
    }
    shown = sorted((name for name in names if share[name] >= _SHOWN_SHARE), key=lambda name: (-share[name], name))
    for name in shown:
        yield (name, *(_milliseconds(column.get(name, 0.0)) for column in columns))
    yield (_REMAINDER, *(_milliseconds(sum(c[name] for name in c if name not in shown)) for c in columns))
    yield ("**total**", *(f"**{_milliseconds(total)}**" for total in totals))


def _candidates(count: int) -> str:
    return "1 candidate" if count == 1 else f"{count:,} candidates"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * _MS_PER_SECOND:,.1f}"


def _amount(value: float | None, unit: str) -> str:
    """Three digits, or all of a whole number; nothing for None."""
    if value is None:
        return ""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    text = f"{value:,.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"


def _table(headings: tuple[str, ...], alignment: str, rows: Iterable[tuple[str, ...]]) -> str:
    lines = [" | ".join(headings), alignment, *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines) + "\n"
