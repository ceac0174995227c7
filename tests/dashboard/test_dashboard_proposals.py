"""The page of proposals carries a proposal through its life, as the library allows it and in its words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from governance_pages import answer_of, clicked, copied_home, drawn, in_force, labels, opened, refused, told
from recorded_proposal import propose
from streamlit.testing.v1 import AppTest

from optimization.governance.ledger.ledger import open_ledger
from optimization.parameters.lever_cells import LeverCell
from optimization.parameters.lever_risk import RiskLevel
from optimization.places import Places
from optimization.recommendation.target_loop import Recommendation

Tables = Callable[[AppTest], list[list[dict[str, str]]]]

PROPOSER = "an_analyst"
NAME = "PRP-000001"
SEARCH = "Make a search under Auto-Optimize"


@pytest.fixture
def home(published: Places, searched: Recommendation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home of its own with the proposal of the search, which two people must approve."""
    assert searched.proposal_id == NAME
    return copied_home(published, tmp_path, monkeypatch)


def page() -> None:
    from streamlit_dashboard.governance.proposals_page import show_proposals

    show_proposals()


def approve_by_the_command() -> None:
    for user in ("a_director", "a_controller"):
        answer_of("proposal", "approve", NAME, "--user", user)


def confirmed(shown: AppTest) -> AppTest:
    for box in shown.checkbox:
        if box.label.startswith("Yes, write the lever file"):
            box.check()
    return drawn(shown)


def with_reason(shown: AppTest, reason: str) -> AppTest:
    shown.text_input(key=f"proposal_reason_{NAME}").set_value(reason)
    return confirmed(shown)


def test_a_proposal_goes_its_whole_way_and_the_lever_file_comes_back_to_the_byte(home: Places, tables: Tables) -> None:
    start = home.levers.read_bytes()
    shown = clicked(opened(page, user="a_director"), "Approve")
    assert "Approved by a_director" in told(shown)
    shown.session_state["actor"] = "a_controller"
    shown = clicked(shown, "Approve")
    assert f"{NAME}: approved" in told(shown)
    shown.radio[0].set_value("In equal steps")
    shown = drawn(shown)
    shown.number_input(key=f"proposal_phases_{NAME}").set_value(2)
    shown = clicked(shown, "Plan and simulate the phases")
    plan = answer_of("proposal", "rollout", NAME)
    (phases,) = [rows for rows in tables(shown) if "Phase" in rows[0]]
    outcomes = [phase["outcome"] for phase in plan["phases"]]
    costs = [float(row["Total cost"].replace(",", "")) for row in phases]
    assert costs == pytest.approx([each["total_compensation_cost"] for each in outcomes], abs=0.5)
    growth = [float(row["Growth a year"].rstrip("%")) for row in phases]
    assert growth == pytest.approx([each["growth"]["full_year_equivalent"] * 100 for each in outcomes], abs=0.005)
    shown = clicked(confirmed(shown), "Apply phase 1 of 2")
    assert home.levers.read_bytes() != start
    shown = clicked(confirmed(shown), "Apply phase 2 of 2")
    assert answer_of("proposal", "show", NAME)["phases_in_force"] == 2
    assert {"Complete", "Hold the figures against the checkpoint"} <= labels(shown) | labels(shown, disabled=True)
    shown = clicked(with_reason(shown, "Turnover rose"), "Roll back")
    assert home.levers.read_bytes() == start
    assert f"{NAME}: rolled back" in told(shown)
    assert not labels(shown) & {"Approve", "Roll back", "Complete"}
    writes = answer_of("proposal", "show", NAME)["writes"]
    assert [(write["kind"], write["user"]) for write in writes] == [
        ("phase", "a_controller"),
        ("phase", "a_controller"),
        ("rollback", "a_controller"),
    ]
    assert writes[-1]["reason"] == "Turnover rose"


@pytest.mark.usefixtures("home")
def test_what_stands_on_the_page_is_what_the_command_shows(tables: Tables) -> None:
    shown = opened(page, user="a_director")
    by_command = answer_of("proposal", "show", NAME)
    risk = answer_of("proposal", "risk", NAME)
    (listed,) = next(rows for rows in tables(shown) if "Proposal" in rows[0])
    assert (listed["Proposal"], listed["State"], listed["Risk"]) == (NAME, "proposed", by_command["risk_level"])
    assert float(listed["Growth after"].rstrip("%")) == pytest.approx(by_command["search"]["final_growth"], abs=5e-4)
    assert int(listed["Rows changed"]) == len(by_command["changes"])
    components = {row["Component"]: row["Score"] for rows in tables(shown) if "Score" in rows[0] for row in rows}
    assert components == {each["factor"]: f"{each['score']:.2f}" for each in risk["risk_factors"]}
    assert all(gap in told(shown) for gap in risk["not_assessed"])
    assert f"0 of {by_command['approvers_needed']} approvals" in told(shown)


@pytest.mark.usefixtures("home")
def test_the_approval_of_ones_own_proposal_is_refused_in_words_and_kept_in_the_trail() -> None:
    shown = clicked(opened(page, user=PROPOSER), "Approve")
    assert f"'{PROPOSER}' proposed {NAME}, and who proposes cannot approve" in refused(shown)
    assert f"{NAME}: proposed" in told(shown)
    events = answer_of("audit", "report")["history"]
    assert (events[-1]["user"], events[-1]["event"]) == (PROPOSER, "REFUSED")


@pytest.mark.usefixtures("home")
def test_a_comment_on_a_rejection_is_recorded_and_nothing_is_offered_after_it() -> None:
    shown = opened(page, user="a_director")
    shown.text_input(key=f"proposal_comment_{NAME}").set_value("Not before the works council was heard")
    shown = clicked(shown, "Reject")
    (decision,) = answer_of("proposal", "show", NAME)["approvals"]
    assert decision["comments"] == "Not before the works council was heard"
    assert f"{NAME}: rejected" in told(shown)
    assert labels(shown) <= {SEARCH, "Write the evidence report again"}


@pytest.mark.usefixtures("home")
def test_a_proposal_that_was_approved_elsewhere_meanwhile_is_refused_and_shown_as_it_is_now() -> None:
    shown = opened(page, user="a_third")
    approve_by_the_command()
    shown = clicked(shown, "Approve")
    assert f"{NAME} is approved, and nothing is decided on it any more" in refused(shown)
    assert "was changed elsewhere since you saw it: it was proposed and is approved" in told(shown)
    assert f"{NAME}: approved" in told(shown)
    assert "Approve" not in labels(shown)
    shown = drawn(shown)
    assert "changed elsewhere" not in told(shown)


@pytest.mark.usefixtures("home")
def test_a_click_on_a_phase_that_somebody_else_applied_meanwhile_does_not_apply_the_one_after_it() -> None:
    approve_by_the_command()
    answer_of("proposal", "rollout", NAME, "--phases", "2", "--user", "a_director")
    shown = confirmed(opened(page, user="a_controller"))
    answer_of("proposal", "rollout", NAME, "--next", "--user", "a_director")
    shown = clicked(shown, "Apply phase 1 of 2")
    assert "was written for PRP-000001 since you saw it, by a_director" in refused(shown)
    assert answer_of("proposal", "show", NAME)["phases_in_force"] == 1
    assert "Apply phase 2 of 2" in labels(shown, disabled=True)


@pytest.mark.usefixtures("home")
def test_nothing_is_written_without_the_confirmation_and_no_rollback_without_a_reason() -> None:
    approve_by_the_command()
    shown = opened(page, user="a_director")
    assert "Apply all at once" in labels(shown, disabled=True)
    shown = clicked(confirmed(shown), "Apply all at once")
    assert "Roll back" in labels(confirmed(shown), disabled=True)
    assert "Roll back" in labels(with_reason(shown, "Budget was cut"))


def test_what_others_changed_in_the_lever_file_is_named_and_undone_only_by_force(home: Places) -> None:
    approve_by_the_command()
    start = home.levers.read_bytes()
    shown = clicked(confirmed(opened(page, user="a_director")), "Apply all at once")
    last_row = b"budget_constrained,2029,5,PROMOTION,promotion_raise,0.08,"
    applied = home.levers.read_bytes()
    assert last_row in applied
    by_hand = applied.replace(last_row, last_row.replace(b"0.08", b"0.09"))
    home.levers.write_bytes(by_hand)
    shown = drawn(shown)
    assert "Somebody else changed" in told(shown)
    shown = clicked(with_reason(shown, "Budget was cut"), "Roll back")
    assert "was changed by others since" in refused(shown)
    assert home.levers.read_bytes() == by_hand
    shown.checkbox(key=f"proposal_force_{NAME}").check()
    shown = clicked(confirmed(shown), "Roll back")
    assert home.levers.read_bytes() == start
    assert f"{NAME}: rolled back" in told(shown)


@pytest.mark.usefixtures("home")
def test_who_gave_no_name_can_look_and_not_act() -> None:
    shown = opened(page, user=None)
    assert {"Approve", "Reject", "Request changes"} <= labels(shown, disabled=True)
    assert f"{NAME}: proposed" in told(shown)


def test_the_address_names_a_proposal_and_one_that_is_not_there_is_said_in_words(home: Places) -> None:
    with open_ledger(home) as ledger:
        cell = LeverCell(2026, 1, "merit_base")
        newer = propose(ledger, home, {cell: 0.031}, user="another_analyst", risk=RiskLevel.LOW).proposal_id
    assert f"{newer}: proposed" in told(opened(page, user=None))
    shown = opened(page, user=None, proposal=NAME)
    assert f"{NAME}: proposed" in told(shown)
    shown.number_input(key="proposals_shown").set_value(1)
    assert f"{NAME}: proposed" in told(drawn(shown))
    shown = opened(page, user=None, proposal="PRP-000009")
    assert "PRP-000009" in refused(shown)
    assert f"{newer}: proposed" in told(shown)


@pytest.mark.usefixtures("home")
def test_the_list_is_narrowed_by_state() -> None:
    shown = opened(page, user=None)
    shown.selectbox(key="proposals_state").select("applied")
    assert "None of these proposals is in this state" in told(drawn(shown))
    shown.selectbox(key="proposals_state").select("proposed")
    assert f"{NAME}: proposed" in told(drawn(shown))


def test_without_a_ledger_the_page_says_what_to_do_and_makes_none(
    empty_home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(empty_home, monkeypatch)
    shown = opened(page, user="a_director")
    assert "There are no proposals yet" in told(shown)
    assert "Make up a census" in labels(shown)
    assert not empty_home.home.exists()


def test_a_ledger_that_is_gone_while_the_page_is_open_is_said_in_words(home: Places) -> None:
    shown = opened(page, user="a_director")
    for file in home.home.glob("ledger.sqlite*"):
        file.unlink()
    shown = clicked(shown, "Approve")
    assert "is gone" in refused(shown)
    assert labels(shown) == {"Look again"}
    assert not list(home.home.glob("ledger.sqlite*"))
