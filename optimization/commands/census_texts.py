"""A census import as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from optimization.evidence.quantities import count, money
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns
from optimization.simulation.census_import import CensusImport
from optimization.simulation.salary_bands import LOWER_PERCENTILE, UPPER_PERCENTILE, SalaryBand


def accounts_table(done: CensusImport) -> ReportTable:
    """What became of the rows read; the counts add up to them."""
    return ReportTable(
        columns=(*text_columns("Rows"), *number_columns("Count")),
        rows=(
            ("accepted", count(done.accepted)),
            *((f"left out: {reason}", count(rows)) for reason, rows in done.left_out.items()),
            ("rejected", count(done.rejected_rows)),
            ("read", count(done.rows_read)),
        ),
    )


def bands_table(bands: Sequence[SalaryBand]) -> ReportTable:
    """Salary bands derived from a census."""
    return ReportTable(
        columns=(*number_columns("Level"), *text_columns("Name"), *number_columns("Minimum", "Midpoint", "Maximum")),
        rows=tuple(
            (
                str(band.job_level),
                band.level_name,
                *(money(float(pay)) for pay in (band.min_compensation, band.midpoint, band.max_compensation)),
            )
            for band in bands
        ),
        note=f"From the {LOWER_PERCENTILE}th to the {UPPER_PERCENTILE}th percentile of each level's pay.",
    )


def import_json(done: CensusImport, bands: Sequence[SalaryBand]) -> dict[str, Any]:
    """The import as JSON types; paths as text, None where there is no such file."""
    return {
        "source": str(done.source),
        "census": str(done.census_path),
        "census_date": done.census_date.isoformat(),
        "rows_read": done.rows_read,
        "accepted": done.accepted,
        "left_out": dict(done.left_out),
        "rejected_rows": done.rejected_rows,
        "rejects": [
            {
                "rule": str(each.rule),
                "count": each.count,
                "sentence": each.sentence,
                "offenders": [asdict(offender) for offender in each.offenders],
            }
            for each in done.rejects
        ],
        "rejects_path": None if done.rejects_path is None else str(done.rejects_path),
        "bands": [
            {
                "job_level": band.job_level,
                "level_name": band.level_name,
                "min_compensation": float(band.min_compensation),
                "max_compensation": float(band.max_compensation),
            }
            for band in bands
        ],
        "bands_path": None if done.bands_path is None else str(done.bands_path),
        "bands_set_aside": None if done.bands_set_aside is None else str(done.bands_set_aside),
    }
