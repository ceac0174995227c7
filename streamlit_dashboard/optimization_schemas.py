"""The levers by name, under the module that analysts' guides import them from."""

from __future__ import annotations

from optimization.parameters.lever_risk import RiskLevel
from optimization.parameters.schema import ParameterSchema

__all__ = ["ParameterSchema", "RiskLevel"]
