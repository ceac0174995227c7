"""The lever file as it is while its lock is held."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from optimization.errors import PlanwiseError
from optimization.governance.lever_file.checkpoint_store import Baseline
from optimization.governance.lever_file.lever_file_trail import sha256_of
from optimization.parameters.lever_catalogue import LeverCatalogue
from optimization.parameters.lever_file import LeverRow, parse_lever_rows
from optimization.parameters.lever_rows import LeverKey, RowState, lever_rows_sha256, row_states


@dataclass(frozen=True, kw_only=True)
class HeldLeverFile:
    """The lever file while its lock is held, its bytes, and the levers that exist."""

    path: Path
    content: bytes
    catalogue: LeverCatalogue

    @property
    def sha256(self) -> str:
        """Of its bytes, in hexadecimal."""
        return sha256_of(self.content)

    def rows(self, content: bytes | None = None) -> tuple[LeverRow, ...]:
        """The rows of its bytes, or of those that it had or is to have.

        Raises:
            BadInputError: they are no lever file's.
        """
        return parse_lever_rows(self.content if content is None else content, self.path, self.catalogue)

    def states(self, content: bytes | None = None) -> dict[LeverKey, RowState]:
        """What those rows say; raises as `rows`."""
        return row_states(self.rows(content))

    def require_measured(self, baseline: Baseline) -> None:
        """Refuse figures that were measured on another lever file than this one.

        Raises:
            BadInputError: the file cannot be read as one.
            PlanwiseError: its rows are others.
        """
        if lever_rows_sha256(self.rows()) != baseline.levers_sha256:
            raise PlanwiseError(
                f"{self.path} was changed while the simulation measured what it gives. Run again; nothing was changed."
            )
