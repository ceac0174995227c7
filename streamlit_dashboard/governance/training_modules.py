"""The modules of the training programme: what each teaches, its exercises, and the check of what was done."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from optimization.commands.training_texts import modules_table, typed_commands
from optimization.evidence.quantities import as_typed
from optimization.governance.identity import USER_VARIABLE
from optimization.governance.ledger.ledger import open_ledger
from optimization.governance.training_programme.learner import Learner
from optimization.governance.training_programme.training_curriculum import Curriculum, Exercise, Module
from optimization.governance.training_programme.training_progress import CheckedExercise, check_exercises
from optimization.governance.training_programme.training_trail import Trail
from optimization.places import Places
from streamlit_dashboard.elements.actor import action_button
from streamlit_dashboard.elements.texts import plain_text, show_list, show_table

_CHECKED = "training_checked"


@dataclass(frozen=True, kw_only=True)
class _Checked:
    user: str
    module: str
    exercises: Mapping[str, CheckedExercise]


def show_modules(places: Places, curriculum: Curriculum, learner: Learner) -> None:
    """The list of modules, and the chosen one in full.

    Raises:
        PlanwiseError: the ledger cannot be used.
    """
    # Its note names the commands for what stands below.
    show_table(replace(modules_table(curriculum, learner.passed_by_module), note=""))
    names = list(curriculum.modules)
    # The address holds what an option reads as: the name alone.
    name = st.selectbox("Module", names, key="module", bind="query-params")
    _show_module(name, curriculum, learner)
    _show_how_to_run(places, learner.user)
    is_clicked = action_button("Check my work", key=f"training_check_{name}", emphasis="primary")
    if is_clicked and learner.user is not None:
        _check(places, curriculum, name, learner.user)
        # What was passed just now stands above too.
        st.rerun()
    checked = _checked(name, learner.user)
    if checked:
        missing = sum(not each.is_passed for each in checked.values())
        if missing:
            st.warning(f"{missing} of {len(checked)} exercises are missing something: it stands below each of them.")
        else:
            st.success("Every exercise of this module is passed.")
    for key, exercise in curriculum.module(name).exercises.items():
        commands = typed_commands(exercise, home=places.home, proposal_id=learner.proposal_id)
        with st.container(border=True):
            _show_exercise(exercise, commands, passed=_passed_at(learner, name, key), checked=checked.get(key))


def _show_module(name: str, curriculum: Curriculum, learner: Learner) -> None:
    module = curriculum.module(name)
    st.markdown(f"**{plain_text(module.title)}**, {as_typed(module.hours)} hours. You will be able to:")
    show_list(module.objectives)
    for needed in module.prerequisites:
        if not _is_passed(curriculum.module(needed), learner.passed_by_module.get(needed, set())):
            st.info(plain_text(f"It needs {needed} first: pass the exercises of that module."))


def _show_how_to_run(places: Places, user: str | None) -> None:
    """The terminal must act in the name and the home of the page, or the check looks for somebody else's traces."""
    st.markdown("Type the commands below in a terminal; they count for you when they carry your name:")
    name = "YOUR NAME" if user is None else user
    values = {USER_VARIABLE: name, "PLANWISE_HOME": str(places.home), "PLANWISE_LEVERS": str(places.levers)}
    assigned = " ".join(f"{variable}={shlex.quote(value)}" for variable, value in values.items())
    st.code(f"export {assigned}", language="bash")


def _show_exercise(exercise: Exercise, commands: list[str], *, passed: str, checked: CheckedExercise | None) -> None:
    st.markdown(f"**{plain_text(exercise.title)}**: {plain_text(passed or 'not passed yet')}")
    st.markdown(plain_text(exercise.task))
    st.code("\n".join(commands), language="bash")
    if checked is not None and not checked.is_passed:
        show_list([f"Missing: {sentence}" for sentence in checked.missing])


def _check(places: Places, curriculum: Curriculum, module: str, user: str) -> None:
    with open_ledger(places) as ledger:
        checked = check_exercises(Trail(ledger=ledger, places=places, user=user), curriculum, module)
    st.session_state[_CHECKED] = _Checked(user=user, module=module, exercises={each.exercise: each for each in checked})


def _checked(module: str, user: str | None) -> Mapping[str, CheckedExercise]:
    """What the last check of this session found, where it was of this module and person."""
    checked: _Checked | None = st.session_state.get(_CHECKED)
    is_of_this = checked is not None and (checked.module, checked.user) == (module, user)
    return checked.exercises if checked is not None and is_of_this else {}


def _passed_at(learner: Learner, module: str, exercise: str) -> str:
    return next(
        (
            f"passed on {each.passed_at:%Y-%m-%d %H:%M} UTC"
            for each in learner.passed
            if (each.module, each.exercise) == (module, exercise)
        ),
        "",
    )


def _is_passed(module: Module, passed: set[str]) -> bool:
    return set(module.exercises) <= passed
