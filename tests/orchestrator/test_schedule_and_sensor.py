"""What starts by itself: the quarterly schedule and the census sensor, evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from optimization.errors import BadInputError
from optimization.places import Places
from orchestrator.run_identity import run_user
from orchestrator.schedules import quarter_name, quarterly_compensation_optimization
from orchestrator.sensors import census_changed


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, "2026Q1"), (3, "2026Q1"), (4, "2026Q2"), (9, "2026Q3"), (10, "2026Q4"), (12, "2026Q4")]
)
def test_a_month_lies_in_its_quarter(month: int, quarter: str) -> None:
    assert quarter_name(datetime(2026, month, 1, tzinfo=UTC)) == quarter


@pytest.fixture
def stored() -> Iterator[dg.DagsterInstance]:
    """An instance on disk, which a schedule opens by itself."""
    with dg.instance_for_test() as instance:
        yield instance


def test_the_schedule_asks_for_a_quarter_once(stored: dg.DagsterInstance) -> None:
    later_looks = []

    @dg.op
    def look_while_it_runs() -> None:
        later_looks.append(_tick(stored))

    @dg.job
    def search() -> None:
        look_while_it_runs()

    first, second = _tick(stored), _tick(stored)
    # Of requests with one key the daemon starts one.
    assert (first.run_key, second.run_key) == ("2026Q1", "2026Q1")

    run = search.execute_in_process(instance=stored, tags=first.tags)

    later_looks += [_tick(stored), _tick(stored, day=31)]
    assert [look.skip_message for look in later_looks] == [f"2026Q1 has its run already: {run.run_id}."] * 3
    assert _tick(stored, month=4).run_key == "2026Q2"


def test_a_quarter_whose_run_failed_may_be_asked_for_again(stored: dg.DagsterInstance) -> None:
    @dg.op
    def breaks() -> None:
        raise dg.Failure("as it should")

    @dg.job
    def search() -> None:
        breaks()

    first = _tick(stored)
    search.execute_in_process(instance=stored, tags=first.tags, raise_on_error=False)

    assert _tick(stored).run_key == "2026Q1"


def test_the_schedule_fires_on_the_first_day_of_each_quarter_in_utc() -> None:
    assert quarterly_compensation_optimization.cron_schedule == "0 6 1 1,4,7,10 *"
    assert quarterly_compensation_optimization.execution_timezone == "UTC"


@pytest.mark.usefixtures("home")
def test_the_first_look_at_a_census_only_remembers_it(instance: dg.DagsterInstance) -> None:
    context = dg.build_sensor_context(instance=instance)

    told = census_changed(context)

    assert isinstance(told, dg.SkipReason)
    assert context.cursor is not None
    assert isinstance(census_changed(dg.build_sensor_context(instance=instance, cursor=context.cursor)), dg.SkipReason)


def test_other_people_in_the_census_start_a_simulation(home: Places, instance: dg.DagsterInstance) -> None:
    from optimization.simulation.census_install import install_census
    from optimization.simulation.census_read import census_sha256, read_census

    first = dg.build_sensor_context(instance=instance)
    census_changed(first)
    install_census(home, read_census(home).slice(0, 100), bands=None)

    told = census_changed(dg.build_sensor_context(instance=instance, cursor=first.cursor))

    assert isinstance(told, dg.SensorResult)
    assert told.cursor == census_sha256(home)
    [request] = told.run_requests or []
    assert str(request.run_key).startswith(census_sha256(home))


def test_a_census_that_appears_starts_a_simulation(home: Places, instance: dg.DagsterInstance) -> None:
    content = home.census.read_bytes()
    home.census.unlink()
    context = dg.build_sensor_context(instance=instance)
    missing = census_changed(context)
    home.census.write_bytes(content)

    assert isinstance(missing, dg.SkipReason)
    assert isinstance(
        census_changed(dg.build_sensor_context(instance=instance, cursor=context.cursor)), dg.SensorResult
    )


@pytest.mark.parametrize(
    ("tags", "environ", "user"),
    [
        ({"planwise/user": "from the tag"}, {"PLANWISE_USER": "from the environment"}, "from the tag"),
        ({}, {"PLANWISE_USER": "from the environment"}, "from the environment"),
    ],
)
def test_a_run_is_recorded_for_its_tag_before_the_environment(tags: Any, environ: Any, user: str) -> None:
    assert run_user(tags, environ) == user


@pytest.mark.parametrize(
    ("tags", "environ", "blank"),
    [
        ({"planwise/user": " "}, {"PLANWISE_USER": "somebody"}, "planwise/user"),
        ({}, {"PLANWISE_USER": ""}, "PLANWISE_USER"),
    ],
)
def test_a_run_is_never_recorded_for_a_blank_name(tags: Any, environ: Any, blank: str) -> None:
    with pytest.raises(BadInputError, match=f"{blank} is blank"):
        run_user(tags, environ)


def _tick(instance: dg.DagsterInstance, *, month: int = 1, day: int = 1) -> Any:
    moment = datetime(2026, month, day, 6, tzinfo=UTC)
    return quarterly_compensation_optimization(
        dg.build_schedule_context(instance=instance, scheduled_execution_time=moment)
    )
