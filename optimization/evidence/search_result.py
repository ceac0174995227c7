"""What the tables need to know of a search, whichever it was: its start, its levers, and what they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.simulation.protocol import Metrics


class SearchBaseline(Protocol):
    """What was started from."""

    @property
    def metrics_before(self) -> Metrics:
        """What today's levers give."""
        ...

    @property
    def seeds(self) -> tuple[int, ...]:
        """The random worlds that were simulated."""
        ...

    @property
    def inputs_fingerprint(self) -> str:
        """SHA-256 over all inputs."""
        ...


class LeverMoves(Protocol):
    """Levers beside today's."""

    @property
    def cells_before(self) -> Mapping[LeverCell, float]:
        """Today's value of every cell."""
        ...

    @property
    def cells_after(self) -> Mapping[LeverCell, float]:
        """The value of every cell of the candidate."""
        ...

    @property
    def locked_cells(self) -> frozenset[LeverCell]:
        """The cells that no search moves."""
        ...


class SearchResult(SearchBaseline, LeverMoves, Protocol):
    """What a search found."""

    @property
    def metrics_after(self) -> Metrics:
        """What the levers that were found give."""
        ...

    @property
    def proposal(self) -> LeverVector:
        """The cells that would change."""
        ...
