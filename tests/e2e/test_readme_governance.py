"""The story of the README, typed as it stands there: from a search to a rollback, by real processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from optimization.places import PROJECT_ROOT

HEADING = "## From a proposal to a change that can be undone"
# By hand, in the order of the README: all done but the approval by the proposer and the monitoring that recommends.
EXIT_CODES = [0, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0]


def test_the_story_of_the_readme_ends_with_the_bytes_it_began_with(tmp_path: Path) -> None:
    (tmp_path / "dbt").symlink_to(PROJECT_ROOT / "dbt")
    done = subprocess.run(
        ["bash", "-c", _with_exit_codes(_story())],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("PLANWISE_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = done.stdout
    assert [int(code) for code in re.findall(r"^exit code (\d+)$", said, re.MULTILINE)] == EXIT_CODES, done.stderr
    assert "'analyst' proposed PRP-000001, and who proposes cannot approve" in done.stderr
    for phase in (1, 2, 3):
        assert f"holds phase {phase} " in said
        assert f"CHK-{phase:06d} keeps the bytes from before" in said
    assert re.search(r"turnover_increase .*HIGH", said)
    assert "the same bytes as before" in said
    assert "| changes_approved |" in said
    assert "COMPLIANT" in said
    # 1 search begun and ended; proposed, refused, approved; 3 phases and a rollback.
    assert re.search(r"APPROVAL_ACTION \| 3 ", said)
    assert re.search(r"^The audit trail is intact: \d+ entries\.$", said, re.MULTILINE)


def _story() -> str:
    section = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8").partition(HEADING)[2]
    (block,) = re.findall(r"```shell\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    return block


def _with_exit_codes(block: str) -> str:
    """Every `planwise` line followed by one that says how it ended."""
    lines = block.splitlines()
    return "\n".join(f"{line}\necho exit code $?" if line.startswith("planwise ") else line for line in lines)
