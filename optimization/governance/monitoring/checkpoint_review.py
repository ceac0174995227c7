"""Current figures, given by hand, held against a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optimization.governance.governance_settings import load_governance_settings
from optimization.governance.ledger.ledger import Ledger
from optimization.governance.monitoring.actuals import latest_actuals
from optimization.governance.monitoring.baseline_figures import baseline_of
from optimization.governance.monitoring.monitoring import Review, review_metrics

if TYPE_CHECKING:
    from optimization.governance.lever_file.checkpoint_store import Checkpoint


def review_checkpoint(ledger: Ledger, checkpoint: Checkpoint, metrics: Mapping[str, float]) -> Review:
    """Evaluate every configured trigger, now; nothing is recorded.

    Args:
        ledger: it holds the actual figures from before.
        checkpoint: the state before the change.
        metrics: current figures of a whole year; shares and rates as fractions.

    Raises:
        BadInputError: a figure is no finite number, or the checkpoint's `baseline_metrics` are none.
        PlanwiseError: the ledger cannot be read.
    """
    with ledger.read() as connection:
        known = latest_actuals(connection)
    baseline = baseline_of(checkpoint, dict.fromkeys(metrics), known=known)
    return review_metrics(
        metrics,
        {metric: figure.value for metric, figure in baseline.items()},
        settings=load_governance_settings(),
        now=datetime.now(UTC),
        since=checkpoint.created_at,
    )
