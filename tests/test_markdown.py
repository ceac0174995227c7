"""Markdown in which no text turns into markup, wherever it begins."""

from __future__ import annotations

import pytest

from optimization.markdown import escaped, escaped_table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", r"a\|b"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("[here](https://x)", r"\[here\](https://x)"),
        ("merit_rate_level_1", "merit_rate_level_1"),
        ("_slanted_", r"\_slanted\_"),
        ("*bold* and `code`", r"\*bold\* and \`code\`"),
        (r"back\slash", r"back\\slash"),
        ("two\nlines", "two lines"),
        ("- a point", r"\- a point"),
        ("2. a point", r"2\. a point"),
        ("2) a point", r"2\) a point"),
        ("--- a rule", r"\--- a rule"),
        ("# a heading", r"\# a heading"),
        ("-0.5 stays a number, and so does 1.5", "-0.5 stays a number, and so does 1.5"),
        ("", ""),
    ],
)
def test_what_would_be_markup_is_escaped_and_plain_text_stays_readable(text: str, expected: str) -> None:
    assert escaped(text) == expected


def test_a_pipe_stays_inside_its_cell() -> None:
    assert escaped_table(["Name"], [["a|b"], ["- c"]]) == "| Name |\n| :--- |\n| a\\|b |\n| \\- c |"
