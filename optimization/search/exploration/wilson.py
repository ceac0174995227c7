"""Wilson's interval for a probability that was seen to come true so many times in so many trials."""

from __future__ import annotations


def wilson_interval(successes: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Lower and upper end of the score interval, fractions from 0 to 1.

    With p = successes / trials and z the normal quantile of (1 + confidence) / 2, the ends are
    (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), n the trials (E. B. Wilson, Journal of the
    American Statistical Association 22, 1927, 209-212). Unlike p +- z standard errors it has a width at 0 and at n.

    Raises:
        ValueError: no trial, or successes that are not from 0 to the trials.
    """
    from scipy.stats import binomtest

    interval = binomtest(successes, trials).proportion_ci(confidence_level=confidence, method="wilson")
    return float(interval.low), float(interval.high)
