"""`planwise census` on files and seeds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

HEADER = "employee_id,birth_date,hire_date,annual_salary,job_level,active\n"


def census_file(folder: Path, *rows: str) -> str:
    path = folder / "people.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_the_same_seed_gives_the_same_people(planwise: Callable[..., Any], tmp_path: Path) -> None:
    asked = ("census", "generate", "--employees", "12", "--seed", "5", "--json")
    first, second = (json.loads(planwise(*asked, home=tmp_path / name).stdout) for name in ("one", "two"))

    assert first["sha256"] == second["sha256"]
    assert (first["employees"], first["seed"], first["census_date"]) == (12, 5, "2024-12-31")
    assert (tmp_path / "one" / "census.parquet").read_bytes() == (tmp_path / "two" / "census.parquet").read_bytes()


def test_every_row_read_is_accounted_for(planwise: Callable[..., Any], tmp_path: Path) -> None:
    file = census_file(
        tmp_path,
        "a,1980-01-31,2010-05-01,60000,1,true",
        "b,1975-02-28,2005-05-01,plenty,2,true",
        "c,1975-02-28,2005-05-01,90000,2,false",
    )

    done = json.loads(planwise("census", "import", file, "--allow-rejects", "--json", home=tmp_path / "home").stdout)

    assert (done["rows_read"], done["accepted"], done["rejected_rows"]) == (3, 1, 1)
    assert sum(done["left_out"].values()) == 1
    (broken,) = done["rejects"]
    assert (broken["rule"], broken["count"]) == ("annual_salary_not_a_number", 1)
    assert broken["offenders"] == [{"line": 3, "employee_id": "b", "value": "plenty"}]
    assert "plenty" in Path(done["rejects_path"]).read_text(encoding="utf-8")


def test_the_account_shows_counts_offenders_and_where_the_rejected_rows_are(
    planwise: Callable[..., Any], tmp_path: Path
) -> None:
    file = census_file(tmp_path, "a,1980-01-31,2010-05-01,60000,1,true", "b,1975-02-28,2005-05-01,0,2,true")

    shown = planwise("census", "import", file, "--allow-rejects", home=tmp_path / "home")

    assert shown.code == 0
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["accepted", "1"] in lines
    assert ["rejected", "1"] in lines
    assert ["read", "2"] in lines
    assert "line 3: employee_id 'b', value '0'" in shown.stdout
    assert str(tmp_path / "home" / "census_rejected.csv") in shown.stdout


def test_derived_bands_are_shown_and_take_the_place_of_the_seed(planwise: Callable[..., Any], tmp_path: Path) -> None:
    # Two people per level: the percentiles lie a tenth and nine tenths of the way between them.
    rows = [
        f"{level}{place},1980-01-31,2010-05-01,{pay},{level},true"
        for level in (1, 2, 3, 4, 5)
        for place, pay in (("x", level * 10_000), ("y", level * 10_000 + 1_000))
    ]
    file = census_file(tmp_path, *rows)

    done = json.loads(planwise("census", "import", file, "--derive-bands", "--json", home=tmp_path / "home").stdout)
    shown = planwise("census", "import", file, "--derive-bands", home=tmp_path / "home")

    assert [(band["min_compensation"], band["max_compensation"]) for band in done["bands"]] == [
        (level * 10_000 + 100, level * 10_000 + 900) for level in (1, 2, 3, 4, 5)
    ]
    assert (tmp_path / "home" / "job_levels.csv").exists()
    assert ["1", "Staff", "10,100", "10,500", "10,900"] in [line.split() for line in shown.stdout.splitlines()]


def test_a_new_census_says_that_the_bands_of_the_old_one_were_set_aside(
    planwise: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "job_levels.csv").write_text("older bands", encoding="utf-8")

    done = planwise("census", "generate", "--employees", "5", home=tmp_path / "home")

    assert str(tmp_path / "home" / "job_levels.csv.bak") in done.stderr


def test_a_census_of_another_day_says_how_to_simulate_it(planwise: Callable[..., Any], tmp_path: Path) -> None:
    file = census_file(tmp_path, "a,1980-01-31,2010-05-01,60000,1,true")

    done = planwise("census", "import", file, "--census-date", "2025-12-31", "--json", home=tmp_path / "home")

    assert json.loads(done.stdout)["census_date"] == "2025-12-31"
    assert "--start-year 2026" in done.stderr
