"""`planwise training`: learn the program by exercises that are checked."""

from __future__ import annotations

from optimization.commands import training_check, training_modules, training_readiness
from optimization.commands.group import command_group

app = command_group("Learn the program by exercises on the made-up census, each checked by what it leaves behind.")
app.command("list")(training_modules.list_them)
app.command("show")(training_modules.show)
app.command("assess")(training_readiness.assess)
app.command("plan")(training_readiness.plan)
app.command("check")(training_check.check)
app.command("progress")(training_check.progress)
