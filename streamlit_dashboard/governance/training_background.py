"""What a learner brings along, and how much time they have, as fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from optimization.governance.training_programme.training_curriculum import Curriculum

_USUAL_TIME = "moderate"
_MOST_YEARS = 60


def ask_background(curriculum: Curriculum) -> Mapping[str, Any]:
    """The background as `OptimizationTrainingProgram` takes it; nothing to begin with."""
    years = st.number_input(
        "Years of work in compensation", min_value=0, max_value=_MOST_YEARS, value=0, key="training_years", width=240
    )
    levels = list(curriculum.experience.analytics)
    analytics = st.selectbox("Experience with analytics", levels, key="training_analytics", width=220)
    words = [word for group in curriculum.experience.skills for word in group.any_of]
    skills = st.multiselect("Technical skills", words, key="training_skills", width=320)
    return {
        "compensation_experience_years": years or 0,
        "analytics_experience": analytics or levels[0],
        "technical_skills": skills,
    }


def ask_time(curriculum: Curriculum) -> str:
    """The time availability."""
    names = list(curriculum.pace.factors)
    usual = names.index(_USUAL_TIME) if _USUAL_TIME in names else 0
    chosen = st.selectbox("Time for training", names, index=usual, key="training_time", width=200)
    return names[usual] if chosen is None else chosen
