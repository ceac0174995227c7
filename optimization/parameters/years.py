"""The calendar years that a lever file or a setting may name."""

from __future__ import annotations

# Wide enough for any plan and narrow enough that 20225 or 225 is seen as the slip it is.
FIRST_YEAR = 1900
LAST_YEAR = 2999
