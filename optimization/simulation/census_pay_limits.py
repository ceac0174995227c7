"""How much pay a census may hold: what the simulation adds up exactly, and no more."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from optimization.errors import BadInputError

if TYPE_CHECKING:
    import pyarrow as pa

# Results are computed in double precision and kept to four decimals: here a double still tells the fourth one (its step
# is 0.000015), at ten times as much no more. Their decimal(18,4) ends at 10^14, out of reach of any horizon.
MAXIMUM_SALARY = Decimal(10) ** 11

# int_cohort_sums adds squares of whole millionths in 128-bit integers, which end at 1.7 x 10^38: squares of pay may sum
# to 1.7 x 10^26. int_level_dispersion adds squared deviations from level means as decimal(38,12), which ends at 10^26.
# Where pay spreads by 30 % around its level's mean these are 9 % of the squares, 2.7 x 10^24 at this limit, and they
# grow with the square of pay: they fit until pay has grown 6-fold, as 6 % a year for 30 years do.
# 10 million people may earn 1.7 x 10^9 each, or nearly 3,000 people the maximum.
MAXIMUM_SUM_OF_SQUARES = 3e25


def refuse_too_much_pay(census: pa.Table, *, where: str) -> None:
    """Check that the salaries of a census can be added up exactly over a long horizon.

    Args:
        census: a canonical census.
        where: the file that is at fault, for the message.

    Raises:
        BadInputError: a salary, or the sum of the squared salaries, is above its limit.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    highest = pc.max(census["annual_salary"]).as_py()
    if highest is not None and highest > MAXIMUM_SALARY:
        raise BadInputError(
            f"{where}: the highest annual_salary is {highest:,}, and at most {MAXIMUM_SALARY:,} is simulated. "
            "Give all pay in a larger unit, like thousands."
        )
    # In double precision: the limit is not meant to the last digit.
    salaries = census["annual_salary"].cast(pa.float64())
    squares = pc.sum(pc.multiply(salaries, salaries)).as_py() or 0.0
    if squares > MAXIMUM_SUM_OF_SQUARES:
        raise BadInputError(
            f"{where}: the squares of the {census.num_rows:,} salaries sum to {squares:.2g}, and at most "
            f"{MAXIMUM_SUM_OF_SQUARES:.2g} is added up exactly. Give all pay in a larger unit, like thousands."
        )
