"""A lever file is written back in the style it came in: expected bytes typed by hand, and what is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from optimization.errors import BadInputError
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_file import LEVER_COLUMNS
from optimization.parameters.lever_file_edit import EditedLeverFile, MovedRow, edit_lever_file
from optimization.parameters.scenarios import Scenario
from optimization.places import SEEDS_DIR

HEADER = ",".join(LEVER_COLUMNS)
REORDERED = (
    "parameter_value , created_by,created_at,scenario_id,is_locked,fiscal_year,job_level,event_type,parameter_name"
)
MERIT_1, MERIT_2 = (LeverCell(2025, level, "merit_base") for level in (1, 2))
HORIZON = (2025, 2026, 2027)
COLA_1 = LeverCell(2025, 1, "cola_rate")


def scenarios(**bases: str) -> dict[str, Scenario]:
    return {
        name: Scenario(scenario_id=name, base_scenario_id=base or None, title="", description="", line=2)
        for name, base in {"default": "", **bases}.items()
    }


def edited(
    content: bytes,
    changes: Mapping[LeverCell, float],
    catalogue: LeverCatalogue,
    *,
    scenario_id: str = "default",
    years: Collection[int] = (2025,),
    created_by: str = "engine",
) -> EditedLeverFile:
    return edit_lever_file(
        content,
        changes,
        path=Path("comp_levers.csv"),
        scenario_id=scenario_id,
        created_at=date(2026, 3, 1),
        created_by=created_by,
        catalogue=catalogue,
        scenarios=scenarios(lean="", leaner="lean"),
        years=years,
    )


def lines(*rows: str) -> bytes:
    return ("\n".join([HEADER, *rows]) + "\n").encode()


# Each with MERIT_1 moved from 0.030 to 0.0315.
STYLES = {
    "plain": (
        f"{HEADER}\ndefault,2025,1,RAISE,merit_base,0.030,0,2025-01-01,planwise\n",
        f"{HEADER}\ndefault,2025,1,RAISE,merit_base,0.0315,0,2026-03-01,engine\n",
    ),
    "byte order mark, CRLF, blank lines": (
        f"\ufeff{HEADER}\r\n\r\ndefault,2025,1,RAISE,merit_base,0.030,0,2025-01-01,planwise\r\n,,,,,,,,\r\n  \r\n",
        f"\ufeff{HEADER}\r\n\r\ndefault,2025,1,RAISE,merit_base,0.0315,0,2026-03-01,engine\r\n,,,,,,,,\r\n  \r\n",
    ),
    "reordered columns, spaces, no last line end": (
        f"{REORDERED}\n 0.030  ,planwise ,2025-01-01,  default ,0,2025,1,RAISE,merit_base  ",
        f"{REORDERED}\n 0.0315  ,engine ,2026-03-01,  default ,0,2025,1,RAISE,merit_base  ",
    ),
    "quoted fields": (
        f'{HEADER}\n"default",2025,1,RAISE,merit_base,"0.030 ",0,"","plan, ""north"""\n',
        f'{HEADER}\n"default",2025,1,RAISE,merit_base,"0.0315 ",0,"2026-03-01","engine"\n',
    ),
    "a note over two lines, mixed line ends": (
        f'{HEADER}\r\n"lean",2025,1,RAISE,merit_base,0.02,0,,"two\r\nlines"\n'
        "default,2025,1,RAISE,merit_base,.03,0,,\rdefault,2025,2,RAISE,merit_base,3e-2,0,,\r\n",
        f'{HEADER}\r\n"lean",2025,1,RAISE,merit_base,0.02,0,,"two\r\nlines"\n'
        "default,2025,1,RAISE,merit_base,0.0315,0,2026-03-01,engine\rdefault,2025,2,RAISE,merit_base,3e-2,0,,\r\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), STYLES.values(), ids=STYLES)
def test_only_value_day_and_name_of_the_moved_row_change(catalogue: LeverCatalogue, before: str, after: str) -> None:
    result = edited(before.encode(), {MERIT_1: 0.0315}, catalogue)
    assert result.content == after.encode()
    (moved,) = result.moved
    assert (moved.cell, moved.before, moved.after) == (MERIT_1, Decimal("0.03"), Decimal("0.0315"))
    assert moved.in_force_before == moved.before


def test_the_shipped_file_changes_in_one_line(catalogue: LeverCatalogue) -> None:
    content = (SEEDS_DIR / "comp_levers.csv").read_bytes()
    result = edited(content, {LeverCell(2026, 3, "merit_base"): 0.035}, catalogue)
    old = b"\ndefault,2026,3,RAISE,merit_base,0.030,0,2025-01-01,planwise\n"
    new = b"\ndefault,2026,3,RAISE,merit_base,0.035,0,2026-03-01,engine\n"
    assert content.count(old) == 1
    assert result.content == content.replace(old, new)


def test_a_value_in_force_is_left_alone_however_it_is_written(catalogue: LeverCatalogue) -> None:
    content = lines("default,2025,1,RAISE,merit_base,3.00e-2,1,,", "default,2025,2,RAISE,merit_base,.030,0,,")
    assert edited(content, {MERIT_1: 0.03, MERIT_2: 0.03}, catalogue) == EditedLeverFile(content=content, moved=())


@pytest.mark.parametrize(
    ("value", "text"), [(0.1 + 0.2, "0.30000000000000004"), (1e-7, "0.0000001"), (1, "1.0"), (0.0, "0.0")]
)
def test_a_number_is_written_as_its_shortest_plain_decimal(catalogue: LeverCatalogue, value: float, text: str) -> None:
    content = lines("default,2025,1,RAISE,merit_base,0.5,0,2026-03-01,engine")
    assert edited(content, {MERIT_1: value}, catalogue).content == content.replace(b"0.5", text.encode())


def test_a_name_with_a_comma_is_quoted(catalogue: LeverCatalogue) -> None:
    before = lines("default,2025,1,RAISE,merit_base,0.03,0,,")
    result = edited(before, {MERIT_1: 0.04}, catalogue, created_by="analyst, north")
    assert result.content == lines('default,2025,1,RAISE,merit_base,0.04,0,2026-03-01,"analyst, north"')


def test_an_inherited_cell_gets_a_row_below_the_last_one_in_its_style(catalogue: LeverCatalogue) -> None:
    rows = [
        "default,2025,1,RAISE,cola_rate,0.015,0,,",
        "default,2025,1,RAISE,merit_base,0.030,0,,",
        'leaner ,2026,1,RAISE,"cola_rate",0.01,1,,planwise',
    ]
    before = (HEADER + "\r\n" + "\r\n".join(rows) + "\r\n,,,,,,,,").encode()
    result = edited(before, {MERIT_1: 0.02}, catalogue, scenario_id="lean")
    rows.append('lean ,2025,1,RAISE,"merit_base",0.02,0,2026-03-01,engine')
    assert result.content == (HEADER + "\r\n" + "\r\n".join(rows) + "\r\n,,,,,,,,").encode()
    assert result.moved == (
        MovedRow(cell=MERIT_1, before=None, in_force_before=Decimal("0.030"), after=Decimal("0.02"), line=5),
    )


def test_a_new_row_below_a_row_without_line_end_has_none_either(catalogue: LeverCatalogue) -> None:
    before = lines("default,2025,1,RAISE,merit_base,0.03,0,2026-03-01,engine").rstrip()
    result = edited(before, {LeverCell(2027, 1, "merit_base"): 0.04}, catalogue, years=HORIZON)
    assert result.content == before + b"\ndefault,2027,1,RAISE,merit_base,0.04,0,2026-03-01,engine"


def test_a_year_that_a_moved_row_gives_its_value_needs_no_row(catalogue: LeverCatalogue) -> None:
    changes = {LeverCell(year, 1, "merit_base"): 0.04 for year in HORIZON}
    result = edited(lines("default,2025,1,RAISE,merit_base,0.03,0,,"), changes, catalogue, years=HORIZON)
    assert result.content == lines("default,2025,1,RAISE,merit_base,0.04,0,2026-03-01,engine")


def test_a_year_that_would_be_carried_along_gets_a_row_that_keeps_it(catalogue: LeverCatalogue) -> None:
    before = lines("default,2025,1,RAISE,merit_base,0.030,0,,", "default,2025,1,RAISE,cola_rate,0.015,0,,")
    result = edited(before, {MERIT_1: 0.04}, catalogue, years=HORIZON)
    assert result.content == lines(
        "default,2025,1,RAISE,merit_base,0.04,0,2026-03-01,engine",
        "default,2025,1,RAISE,cola_rate,0.015,0,,",
        "default,2026,1,RAISE,merit_base,0.030,0,2026-03-01,engine",
    )
    kept = result.moved[1]
    assert (kept.before, kept.in_force_before, kept.after) == (None, Decimal("0.030"), Decimal("0.030"))


def test_a_row_of_the_base_that_would_be_hidden_is_kept_with_its_lock(catalogue: LeverCatalogue) -> None:
    rows = ["default,2025,1,RAISE,merit_base,0.03,0,,", "default,2026,1,RAISE,merit_base,0.05,1,,"]
    result = edited(lines(*rows), {MERIT_1: 0.04}, catalogue, scenario_id="lean", years=HORIZON)
    assert result.content == lines(
        *rows,
        "lean,2025,1,RAISE,merit_base,0.04,0,2026-03-01,engine",
        "lean,2026,1,RAISE,merit_base,0.05,1,2026-03-01,engine",
    )


def test_scenarios_and_years_are_the_configured_ones_unless_given(catalogue: LeverCatalogue) -> None:
    content = (SEEDS_DIR / "comp_levers.csv").read_bytes()
    result = edit_lever_file(
        content,
        {LeverCell(2028, 2, "promotion_raise"): 0.1},
        path=Path("comp_levers.csv"),
        scenario_id="conservative_growth",
        created_at=date(2026, 3, 1),
        created_by="engine",
        catalogue=catalogue,
    )
    assert result.content == content + (
        b"conservative_growth,2028,2,PROMOTION,promotion_raise,0.1,0,2026-03-01,engine\n"
        b"conservative_growth,2029,2,PROMOTION,promotion_raise,0.12,0,2026-03-01,engine\n"
    )


LOCKED = lines("default,2025,1,RAISE,merit_base,0.03,1,,", "default,2025,1,RAISE,cola_rate,0.015,0,,")
REFUSED = {
    "locked": (LOCKED, "default", {MERIT_1: 0.04}, ["line 2", "0.03 to 0.04", "locked", "unlocked"]),
    "inherits from a locked row": (
        LOCKED,
        "leaner",
        {LeverCell(2026, 1, "merit_base"): 0.04},
        ["line 2", "merit_base of level 1 in 2026", "scenario default is locked"],
    ),
    "not possible": (LOCKED, "default", {COLA_1: 1.5}, ["line 3", "1.5", "out of range", "from 0 to 1", "fraction"]),
    "not a number": (LOCKED, "default", {COLA_1: float("nan")}, ["line 3", "nan", "out of range"]),
    "without a value": (LOCKED, "default", {MERIT_2: 0.04}, ["merit_base of level 2 in 2025", "no value in force"]),
    "all at once": (
        LOCKED,
        "default",
        {MERIT_1: 0.04, COLA_1: -1.0},
        ["2 changes cannot be made", "line 2: merit_base", "line 3: cola_rate"],
    ),
    "unknown scenario": (LOCKED, "len", {COLA_1: 0.02}, ["Unknown scenario 'len'", "'lean'"]),
    "unknown parameter": (LOCKED, "default", {LeverCell(2025, 1, "cola"): 0.02}, ["'cola'", "'cola_rate'"]),
    "a file with problems": (
        lines("default,2025,1,RAISE,merit_base,3%,0,,", "default,2025,1,RAISE,merit_bse,0.03,0,,"),
        "default",
        {MERIT_1: 0.04},
        ["2 problems", "line 2", "0.03", "line 3", "merit_bse"],
    ),
}


@pytest.mark.parametrize(("content", "scenario_id", "changes", "fragments"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_changed_is_refused_with_its_line(
    catalogue: LeverCatalogue,
    content: bytes,
    scenario_id: str,
    changes: dict[LeverCell, float],
    fragments: list[str],
) -> None:
    with pytest.raises(BadInputError) as caught:
        edited(content, changes, catalogue, scenario_id=scenario_id, years=HORIZON)
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_after_twenty_refused_changes_the_rest_is_counted(catalogue: LeverCatalogue) -> None:
    changes = {LeverCell(year, 5, "merit_base"): 0.03 for year in range(2001, 2026)}
    with pytest.raises(BadInputError) as caught:
        edited(LOCKED, changes, catalogue)
    message = str(caught.value).splitlines()
    assert len(message) == 1 + 20 + 1
    assert message[-1].strip() == "and 5 more."
