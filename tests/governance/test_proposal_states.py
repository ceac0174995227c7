"""The life of a proposal: every move between two states, allowed or refused."""

from __future__ import annotations

from itertools import product

import pytest

from optimization.governance.proposals.proposal_states import LEGAL_MOVES, refusal_to_move
from optimization.governance.proposals.proposals import ProposalState

STATES = tuple(ProposalState)
# As the rules of governance word it, not as the code does.
LIFE = """
proposed -> approved
proposed -> rejected
proposed -> changes_requested
approved -> applied
applied -> rolled_back
applied -> completed
"""
ALLOWED = {tuple(ProposalState(state) for state in line.split(" -> ")) for line in LIFE.split("\n") if line}


@pytest.mark.parametrize(("state", "to"), list(product(STATES, STATES)))
def test_a_proposal_moves_only_along_its_life(state: ProposalState, to: ProposalState) -> None:
    assert (refusal_to_move("PRP-000001", state, to) is None) == ((state, to) in ALLOWED)


def test_every_state_says_what_may_follow() -> None:
    assert set(LEGAL_MOVES) == set(STATES)


def test_a_refused_move_names_the_state_and_the_legal_ones() -> None:
    assert refusal_to_move("PRP-000007", ProposalState.PROPOSED, ProposalState.APPLIED) == (
        "PRP-000007 is proposed and cannot become applied: "
        "after proposed, only approved or rejected or changes requested can follow."
    )


def test_a_refused_move_from_an_end_says_that_nothing_follows() -> None:
    assert refusal_to_move("PRP-000007", ProposalState.REJECTED, ProposalState.APPROVED) == (
        "PRP-000007 is rejected and cannot become approved: after rejected, nothing can follow: "
        "ask the search for a new one."
    )
