"""The exit codes of `planwise`; 2, bad input, is carried by the error."""

from __future__ import annotations

EXIT_DONE = 0
EXIT_FAILED = 1
# The search finished and the goal is not met.
EXIT_GOAL_NOT_MET = 3
# What a shell reports of a process that SIGINT ended.
EXIT_INTERRUPTED = 130
