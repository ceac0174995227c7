"""How a solver ended: its own verdict, in its own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SolverEnd:
    """What a solver said when it came to an end by itself; what it found is read from what was simulated."""

    converged: bool
    message: str
    iterations: int
