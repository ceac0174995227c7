"""The dbt project's seeds: loaded, and tested before anything is computed from them."""

from __future__ import annotations

from optimization.errors import BadInputError
from optimization.simulation.dbt_session import DbtCommandFailedError, DbtSession, NodeOutcome


def build_seeds(session: DbtSession) -> tuple[NodeOutcome, ...]:
    """Load every seed into the session's warehouse and run its tests; what each step came to.

    Raises:
        BadInputError: a seed cannot be read, or breaks one of its tests.
    """
    try:
        return session.call("build", "--select", "resource_type:seed", "--exclude-resource-type", "unit_test")
    except DbtCommandFailedError as error:
        if any(_is_out_of_reach(outcome) for outcome in error.outcomes):
            raise
        raise BadInputError(
            f"A seed in dbt/seeds breaks a rule. {error}\nCorrect the seed file that is named and run again."
        ) from error


def _is_out_of_reach(outcome: NodeOutcome) -> bool:
    """Whether a seed failed for want of disk or memory, and not for what is in it."""
    return any(words in (outcome.message or "") for words in ("IO Error", "Out of Memory"))
