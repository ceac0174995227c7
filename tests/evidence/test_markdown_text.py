"""Report tables and code as Markdown."""

from __future__ import annotations

import pytest

from optimization.evidence.reports.markdown_text import fenced, markdown_table
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns


def test_a_table_aligns_numbers_right_and_keeps_a_pipe_inside_its_cell() -> None:
    table = ReportTable(
        columns=(*text_columns("Name"), *number_columns("Value")), rows=(("a|b", "1.5%"),), note="A note."
    )

    assert markdown_table(table) == "| Name | Value |\n| :--- | ---: |\n| a\\|b | 1.5% |\n\nA note."


def test_a_fence_is_longer_than_the_backticks_it_holds() -> None:
    assert fenced("plain") == "```\nplain\n```"
    assert fenced("a ```` b") == "`````\na ```` b\n`````"


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 2 has 1 cells under 2 columns"):
        ReportTable(columns=text_columns("A", "B"), rows=(("a", "b"), ("c",)))
