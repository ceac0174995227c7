"""The version of the ledger's schema: migrations build the tables, all or none, and a newer ledger is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from optimization.errors import PlanwiseError
from optimization.governance.audit_trail.audit_chain import GENESIS_HASH
from optimization.governance.audit_trail.audit_verify import ChainVerdict, verify_chain
from optimization.governance.ledger.evaluation_store import LedgerEvaluationStore
from optimization.governance.ledger.governance_tables import ledger_metadata
from optimization.governance.ledger.ledger import DEFAULT_WAIT_SECONDS, Ledger, open_ledger
from optimization.governance.ledger.ledger_engine import ledger_engine
from optimization.governance.ledger.ledger_url import ledger_url
from optimization.governance.ledger.ledger_version import MIGRATIONS_DIR, VERSION_TABLE
from optimization.governance.proposals.proposals import CellChange, Proposal, ProposalState, list_proposals
from optimization.governance.runs.run_process import RunProcess
from optimization.governance.runs.runs import RecordedRun, SearchRun, find_run
from optimization.parameters.lever_cells import LeverCell
from optimization.places import Places

INSTANT = datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

# As that version wrote them: today's code writes columns and tables that it did not have.
RUN_OF_THE_FIRST_VERSION = """
    insert into search_runs
    values (
        'loop-20250102-030405-abc123', 'target_loop', 'default', '{instant}', 'analyst', '{{"seed": null}}',
        '{{"census": "cccc"}}', 'host', 7, '{instant}', 'converged', '{instant}', null, '{{"final_growth": 2.0}}'
    )
"""
PROPOSAL_OF_THE_FIRST_VERSION = """
    insert into proposals
    values (
        1, 'loop-20250102-030405-abc123', 'default', 'analyst', '{instant}', 'proposed',
        '[{{"fiscal_year": 2025, "job_level": 1, "parameter_name": "merit_base", "before": 0.032, "after": 0.03}}]',
        '{{"census": "cccc"}}'
    )
"""


def test_the_migrations_build_the_tables_that_the_code_uses(ledger: Ledger) -> None:
    with ledger.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, ledger_metadata) == []


def test_the_migrations_give_constraints_the_names_that_the_code_knows(ledger: Ledger) -> None:
    with ledger.read() as connection:
        inspector = inspect(connection)
        for table in ledger_metadata.sorted_tables:
            assert inspector.get_pk_constraint(table.name)["name"] == table.primary_key.name
            assert {key["name"] for key in inspector.get_foreign_keys(table.name)} == {
                key.name for key in table.foreign_key_constraints
            }


def test_a_newer_ledger_is_refused_and_left_as_it_is(home: Places, environ: dict[str, str]) -> None:
    with open_ledger(home, environ) as ledger, ledger.write() as connection:
        connection.exec_driver_sql("update ledger_version set version_num = '9999'")
    for _ in range(2):
        with pytest.raises(PlanwiseError, match=r"version 9999.*Update PlanWise"), open_ledger(home, environ):
            pass


def test_a_migration_that_breaks_half_way_leaves_nothing_behind(home: Places) -> None:
    home.home.mkdir()
    # Somebody else's table of the same name: the first migration makes search_runs, then fails here.
    with sqlite3.connect(home.home / "ledger.sqlite") as connection:
        connection.execute("create table proposals (theirs text)")
    with pytest.raises(PlanwiseError, match="table proposals already exists"), open_ledger(home, {}):
        pass
    with sqlite3.connect(home.home / "ledger.sqlite") as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("proposals",)]


def test_an_open_ledger_of_today_is_not_migrated_again(home: Places, environ: dict[str, str]) -> None:
    with open_ledger(home, environ) as ledger, ledger.write() as connection:
        connection.exec_driver_sql("drop table training_progress")
    with open_ledger(home, environ) as ledger, ledger.read() as connection:
        assert "training_progress" not in inspect(connection).get_table_names()


def test_a_ledger_of_the_first_version_keeps_its_records(home: Places, environ: dict[str, str]) -> None:
    with ledger_of_version("0001", home, environ) as ledger, ledger.write() as connection:
        assert set(inspect(connection).get_table_names()) == {"search_runs", "proposals", VERSION_TABLE}
        zone = "" if connection.dialect.name == "sqlite" else "+00"
        for record in (RUN_OF_THE_FIRST_VERSION, PROPOSAL_OF_THE_FIRST_VERSION):
            connection.exec_driver_sql(record.format(instant=f"{INSTANT:%Y-%m-%d %H:%M:%S.%f}{zone}"))
    with open_ledger(home, environ) as ledger:
        assert find_run(ledger, "loop-20250102-030405-abc123") == RecordedRun(
            run=SearchRun(
                run_id="loop-20250102-030405-abc123",
                kind="target_loop",
                scenario_id="default",
                started_at=INSTANT,
                user="analyst",
                config={"seed": None},
                fingerprints={"census": "cccc"},
            ),
            process=RunProcess(host="host", pid=7, created_at=INSTANT),
            status="converged",
            ended_at=INSTANT,
            message=None,
            result={"final_growth": 2.0},
        )
        assert list_proposals(ledger, 2) == (
            Proposal(
                proposal_id="PRP-000001",
                run_id="loop-20250102-030405-abc123",
                scenario_id="default",
                proposer="analyst",
                created_at=INSTANT,
                state=ProposalState.PROPOSED,
                changes=(CellChange(LeverCell(2025, 1, "merit_base"), 0.032, 0.03),),
                fingerprints={"census": "cccc"},
                lever_rows=None,
                risk_level=None,
                risk_report=None,
            ),
        )
        counted = LedgerEvaluationStore(ledger).statistics()
        assert counted == {"entries": 0, "hits": 0, "misses": 0, "evictions": 0, "most_used": []}
        assert verify_chain(ledger) == ChainVerdict(entries=0, head_hash=GENESIS_HASH)


@contextmanager
def ledger_of_version(version: str, home: Places, environ: dict[str, str]) -> Iterator[Ledger]:
    """A new ledger as an earlier PlanWise left it."""
    engine = ledger_engine(ledger_url(home, environ), wait_seconds=DEFAULT_WAIT_SECONDS)
    ledger = Ledger(engine=engine)
    with ledger.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    yield ledger
    engine.dispose()
