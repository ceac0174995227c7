"""`planwise proposal`: the life of a lever change, from being put forward to being in force or taken back."""

from __future__ import annotations

from optimization.commands import (
    proposal_apply,
    proposal_decide,
    proposal_list,
    proposal_make,
    proposal_monitor,
    proposal_risk,
    proposal_rollout,
    proposal_show,
)
from optimization.commands.group import command_group

app = command_group(
    "Make proposals of recorded searches, look at them, decide on them, bring them into force, and take them back."
)
app.command("list")(proposal_list.list_them)
app.command("show")(proposal_show.show)
app.command("make")(proposal_make.make)
app.command("risk")(proposal_risk.risk)
app.command("approve")(proposal_decide.approve)
app.command("reject")(proposal_decide.reject)
app.command("request-changes")(proposal_decide.request_changes)
app.command("apply")(proposal_apply.apply)
app.command("rollout")(proposal_rollout.rollout)
app.command("rollback")(proposal_apply.rollback)
app.command("complete")(proposal_apply.complete)
app.command("monitor")(proposal_monitor.monitor)
