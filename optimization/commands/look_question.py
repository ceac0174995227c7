"""What a look around levers is asked: by its flags, and where it looks around a proposal by that one's own question."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimization.commands.config_flags import ConfigFlags
from optimization.commands.engine_flags import DEFAULT_OBJECTIVES, objectives_text
from optimization.commands.home import home_places
from optimization.commands.output import say
from optimization.errors import BadInputError
from optimization.parameters.settings_words import settings_words
from optimization.search.engine_config import EngineConfig, engine_config
from optimization.search.problem.objective_weights import ObjectiveWeights, parse_objectives

if TYPE_CHECKING:
    from optimization.parameters.settings import SimulationSettings
    from optimization.recommendation.explorations import Centre
    from optimization.recommendation.proposal_question import ProposalQuestion


@dataclass(frozen=True, kw_only=True)
class LookQuestion:
    """A question with what it is asked around; `flags` ask it again, but for the objectives.

    `settings` are those of the run that made the proposal, None around today's levers.
    """

    weights: ObjectiveWeights
    config: EngineConfig
    centre: Centre
    flags: Sequence[str]
    settings: SimulationSettings | None = None


def asked_look(given: Mapping[str, Any], question: ConfigFlags) -> LookQuestion:
    """The question of flags, completed by that of the run which made the proposal, where one is named; that is said.

    Raises:
        BadInputError: a flag is wrong, or there is no such proposal, or it is for another scenario.
        PlanwiseError: the ledger cannot be read.
    """
    from optimization.recommendation.explorations import Centre

    weights = parse_objectives(given["objectives"] or DEFAULT_OBJECTIVES)
    fields = question.given(given)
    proposal_id = given["proposal"]
    if not proposal_id:
        config = engine_config(fields)
        return LookQuestion(weights=weights, config=config, centre=Centre(changes={}), flags=question.repeating(config))
    from optimization.recommendation.proposal_question import proposal_question

    answered = proposal_question(home_places(), proposal_id)
    _refuse_another_scenario(answered, fields)
    _say_what_is_taken(answered, given, question)
    fields = {**question.given(answered.config.model_dump(mode="json")), **fields}
    config = engine_config(fields)
    changes = {change.cell: change.after for change in answered.proposal.changes}
    return LookQuestion(
        weights=weights if given["objectives"] else answered.objectives or weights,
        config=config,
        centre=Centre(name=answered.proposal.proposal_id, changes=changes),
        # With what is at its default too: left out, it would be as the proposal's run was asked.
        flags=["--proposal", proposal_id, *question.repeating(config, always=fields)],
        settings=answered.settings,
    )


def _refuse_another_scenario(answered: ProposalQuestion, fields: Mapping[str, Any]) -> None:
    scenario_id = answered.config.scenario_id
    if fields.get("scenario_id", scenario_id) != scenario_id:
        raise BadInputError(
            f"The proposal {answered.proposal.proposal_id} is for scenario {scenario_id!r}, but --scenario names "
            f"{fields['scenario_id']!r}. Leave --scenario out."
        )


def _say_what_is_taken(answered: ProposalQuestion, given: Mapping[str, Any], question: ConfigFlags) -> None:
    not_given = ConfigFlags(
        model=question.model, renamed=question.renamed, left_out=(*question.left_out, *question.given(given))
    )
    words = not_given.repeating(answered.config)
    if answered.objectives is not None and not given["objectives"]:
        words = ["--objectives", objectives_text(answered.objectives), *words]
    words += settings_words(answered.settings)
    say(
        f"Asked as run {answered.proposal.run_id} was, which proposes {answered.proposal.proposal_id}: "
        f"{shlex.join(words)}. Flags override it."
    )
