"""Markdown in which no text turns into markup."""

from __future__ import annotations

import pytest

from optimization.evidence.reports.markdown_text import escaped, fenced, markdown_table
from optimization.evidence.reports.report_table import ReportTable, number_columns, text_columns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", r"a\|b"),
        ("<b>x", r"\<b\>x"),
        ("*bold* and `code`", r"\*bold\* and \`code\`"),
        ("merit_rate_level_1", "merit_rate_level_1"),
        ("_slanted_", r"\_slanted\_"),
        ("two\nlines", "two lines"),
        (r"back\slash", r"back\\slash"),
    ],
)
def test_markup_is_escaped_and_plain_names_stay_readable(text: str, expected: str) -> None:
    assert escaped(text) == expected


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
