"""Imports a census file: every row is accepted, left out for a counted reason, or rejected by named rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from optimization.atomic_file import replace_file
from optimization.errors import BadInputError
from optimization.places import Places
from optimization.simulation.census_install import install_census
from optimization.simulation.census_judgement import LeftOut, Rejected, judge
from optimization.simulation.census_layout import Layout, bind
from optimization.simulation.census_mapping import CANONICAL_COLUMNS, CensusMapping
from optimization.simulation.census_pay_limits import refuse_too_much_pay
from optimization.simulation.census_rejects import (
    RejectedRow,
    RuleRejects,
    rejected_rows_csv,
    rejects_per_rule,
    rejects_table,
)
from optimization.simulation.census_rules import Break, Rule
from optimization.simulation.census_schema import CensusOrigin, Person, canonical_table
from optimization.simulation.census_source import CensusSource, read_source
from optimization.simulation.census_source_rows import SourceRow
from optimization.simulation.salary_bands import derive_bands as bands_of


@dataclass(frozen=True, kw_only=True)
class CensusImport:
    """What an import did with the rows of its source.

    rows_read = accepted + sum of `left_out` + rejected_rows. `rejects` may sum to more than `rejected_rows`, since a
    row counts under every rule it breaks. `bands_set_aside` is where a band table of an older census was moved.
    """

    source: Path
    census_date: date
    rows_read: int
    accepted: int
    left_out: Mapping[str, int]
    rejected_rows: int
    rejects: tuple[RuleRejects, ...]
    rejects_path: Path | None
    census_path: Path
    bands_path: Path | None
    bands_set_aside: Path | None


@dataclass(frozen=True, kw_only=True)
class _Sorted:
    """The rows of a source, by what became of them."""

    people: Sequence[Person]
    left_out: Mapping[str, int]
    rejected: Sequence[RejectedRow]


def import_census(  # noqa: PLR0913 - one keyword for each option of `planwise census import`
    source: Path,
    *,
    census_date: date,
    mapping: CensusMapping | None,
    allow_rejects: bool,
    places: Places,
    derive_bands: bool = False,
) -> CensusImport:
    """Makes the canonical census from a file; with `derive_bands` also the salary bands, from the same people.

    Without `derive_bands` a band table in PLANWISE_HOME is moved aside, since it belongs to an older census: see
    `install_census`. Until everything is known to be good nothing but the file of rejected rows is written.

    Raises:
        BadInputError: an unreadable source, a missing column, rejected rows that are not allowed, nobody left, more
            pay than is added up exactly, or bands that cannot be derived. Census and bands are then as they were.
    """
    mapping = CANONICAL_COLUMNS if mapping is None else mapping
    file = read_source(source, sheet=mapping.sheet)
    rows = _sort_rows(file, layout=bind(mapping, file), census_date=census_date)
    rejects = rejects_per_rule(rows.rejected)
    if rows.rejected:
        replace_file(places.rejected_census_rows, rejected_rows_csv(file, rows.rejected))
    _refuse(file, rows, rejects=rejects, allow_rejects=allow_rejects, places=places)
    origin = CensusOrigin(census_date=census_date, source_name=file.name, source_sha256=file.sha256)
    census = canonical_table(rows.people, origin=origin)
    refuse_too_much_pay(census, where=file.name)
    installed = install_census(places, census, bands=bands_of(census) if derive_bands else None)
    if not rows.rejected:
        # The file speaks of the last import; this one rejected nothing.
        places.rejected_census_rows.unlink(missing_ok=True)
    return CensusImport(
        source=source,
        census_date=census_date,
        rows_read=len(file.rows),
        accepted=len(rows.people),
        left_out=rows.left_out,
        rejected_rows=len(rows.rejected),
        rejects=rejects,
        rejects_path=places.rejected_census_rows if rows.rejected else None,
        census_path=installed.census,
        bands_path=installed.bands,
        bands_set_aside=installed.bands_set_aside,
    )


def _sort_rows(file: CensusSource, *, layout: Layout, census_date: date) -> _Sorted:
    people: list[tuple[SourceRow, Person]] = []
    left_out: Counter[str] = Counter()
    rejected: list[RejectedRow] = []
    for row in file.rows:
        verdict = judge(row, layout=layout, census_date=census_date)
        if isinstance(verdict, LeftOut):
            left_out[verdict.reason] += 1
        elif isinstance(verdict, Rejected):
            rejected.append(RejectedRow(row=row, employee_id=_id_in(row, layout), breaks=verdict.breaks))
        else:
            people.append((row, verdict))
    shared = _shared_ids(people, rejected, layout=layout)
    if shared:
        rejected = _with_duplicates(people, rejected, shared=shared, layout=layout)
    return _Sorted(
        people=[person for row, person in people if _id_in(row, layout) not in shared],
        left_out=MappingProxyType(dict(left_out)),
        rejected=rejected,
    )


def _id_in(row: SourceRow, layout: Layout) -> str:
    """The id as given, without the mapping's prefix; "" where the row is too short to have one."""
    if len(row.fields) != layout.width:
        return ""
    return layout.fields["employee_id"].as_given(row) or ""


def _shared_ids(
    people: Sequence[tuple[SourceRow, Person]], rejected: Sequence[RejectedRow], *, layout: Layout
) -> frozenset[str]:
    counts = Counter(_id_in(row, layout) for row, _ in people)
    counts.update(each.employee_id for each in rejected)
    return frozenset(employee_id for employee_id, count in counts.items() if count > 1 and employee_id.strip())


def _with_duplicates(
    people: Sequence[tuple[SourceRow, Person]],
    rejected: Sequence[RejectedRow],
    *,
    shared: frozenset[str],
    layout: Layout,
) -> list[RejectedRow]:
    """The rejected rows with all that share an id, in the source's order.

    All of them, and not all but the first: which one is right cannot be known, and the order of a file must not decide
    who is paid what.
    """
    found = [
        RejectedRow(
            row=each.row, employee_id=each.employee_id, breaks=each.breaks + _duplicate(each.employee_id, shared)
        )
        for each in rejected
    ]
    for row, _ in people:
        employee_id = _id_in(row, layout)
        if employee_id in shared:
            found.append(RejectedRow(row=row, employee_id=employee_id, breaks=_duplicate(employee_id, shared)))
    return sorted(found, key=lambda each: each.row.line)


def _duplicate(employee_id: str, shared: frozenset[str]) -> tuple[Break, ...]:
    return (Break(rule=Rule.ID_DUPLICATE, value=employee_id),) if employee_id in shared else ()


def _refuse(
    file: CensusSource, rows: _Sorted, *, rejects: Sequence[RuleRejects], allow_rejects: bool, places: Places
) -> None:
    where = f"The rejected rows are in {places.rejected_census_rows}."
    if rows.rejected and not allow_rejects:
        raise BadInputError(
            f"{file.name}: {len(rows.rejected):,} of {len(file.rows):,} rows break a rule; nothing was imported.\n"
            f"{rejects_table(rejects)}\n{where} Correct them, or leave them out with --allow-rejects."
        )
    if not rows.people:
        left_out = "; ".join(f"{reason}: {count:,}" for reason, count in rows.left_out.items()) or "none"
        table = f"\n{rejects_table(rejects)}\n{where}" if rows.rejected else ""
        raise BadInputError(
            f"{file.name}: nobody is left to import; the census stays as it was. Rows read {len(file.rows):,}, "
            f"rejected {len(rows.rejected):,}. Left out: {left_out}.{table}"
        )
