"""Who a run is for: the name recorded with searches and proposals."""

from __future__ import annotations

from collections.abc import Mapping

from optimization.governance.identity import acting_user

USER_TAG = "planwise/user"


def run_user(tags: Mapping[str, str], environ: Mapping[str, str] | None = None) -> str:
    """The run's tag `planwise/user`, else PLANWISE_USER, else the login of whoever started the process.

    Raises:
        BadInputError: a name is blank, or none of the three names anybody.
    """
    return acting_user(tags.get(USER_TAG), origin=f"tag {USER_TAG}", environ=environ)
