"""`planwise optimize`: the searches for levers, and the looks around what they find."""

from __future__ import annotations

from optimization.commands import optimize_engine, optimize_explorations, optimize_loop
from optimization.commands.group import command_group

app = command_group("Search for levers that meet a goal, and look around them. What is found is only proposed.")
app.command("loop")(optimize_loop.command)
app.command("engine")(optimize_engine.command)
app.command("sensitivity")(optimize_explorations.sensitivity_command)
app.command("pareto")(optimize_explorations.pareto_command)
app.command("robustness")(optimize_explorations.robustness_command)
