"""An engine run's evidence with figures small enough to follow by hand, and no two of them alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from figures import HORIZON, YEAR, lever_table
from optimization.evidence.engine.engine_evidence import EngineEvidence
from optimization.parameters.lever_catalogue import load_lever_catalogue
from optimization.parameters.lever_cells import LeverCell, LeverVector
from optimization.parameters.lever_names import named_values
from optimization.parameters.lever_risk import RiskLevel
from optimization.search.engine_config import engine_config
from optimization.search.engine_result import (
    Alternative,
    BatchRecord,
    ConstraintOutcome,
    EngineStatus,
    OptimizationResult,
    TargetOutcome,
)
from optimization.search.exploration.front_terms import Term
from optimization.search.exploration.local_sensitivity_result import (
    Interaction,
    LeverSensitivity,
    LocalSensitivity,
    Response,
)
from optimization.search.exploration.pareto_result import FrontMethod, ParetoFront, ParetoPoint
from optimization.search.exploration.robustness_result import (
    Bands,
    CandidateRobustness,
    PairedDifference,
    Robustness,
    Spread,
    TargetChance,
)
from optimization.search.exploration.sobol_result import LeverIndices, MeasureIndices, SobolIndex, SobolSensitivity
from optimization.search.problem.objective_problem import ObjectiveTerms
from optimization.search.problem.objective_weights import ObjectiveWeights
from optimization.simulation.growth_drivers import GrowthDrivers, YearDrivers
from optimization.simulation.protocol import GrowthMethod, Metrics

YEARS = (2025, 2026)
GROWTH = "horizon_growth_full_year_equivalent"
BEFORE = lever_table(YEARS).values()
# COLA from 1.5 % to its bound, merit of level 5 from 2.8 % to 1.2 %: beyond half-way from 2 % to the bound of 1 %.
AFTER = {
    cell: {"cola_rate": 0.01, "merit_base": 0.012 if cell.job_level == 5 else value}.get(cell.parameter_name, value)
    for cell, value in BEFORE.items()
}


def metrics(*, growth: float, cost: float, equity: float) -> Metrics:
    """The cost halved between two years of equal growth."""
    by_method = {method: growth for method in GrowthMethod}
    year = replace(YEAR, wage_bill=cost / 2, yoy_growth=by_method, equity_cv=equity)
    return replace(
        HORIZON,
        horizon_growth=by_method,
        total_compensation_cost=cost,
        equity_cv=equity,
        years={simulated: year for simulated in YEARS},
    )


def engine_result() -> OptimizationResult:
    """The objective fell from 0.77537 to 0.682095; the budget holds, one of two targets is met."""
    before = metrics(growth=0.03, cost=2_100_000.0, equity=0.11)
    after = metrics(growth=0.0204, cost=2_069_000.0, equity=0.1045)
    catalogue = load_lever_catalogue()
    lowest = {**BEFORE, **{cell: 0.01 for cell in BEFORE if cell.parameter_name == "cola_rate"}}
    return OptimizationResult(
        status=EngineStatus.CONVERGED,
        message="The search came to a point that no small change of the levers improves. The solver: done.",
        notes=("A target of 2031 is left out.",),
        optimal_parameters=named_values(AFTER, catalogue),
        current_parameters=named_values(BEFORE, catalogue),
        objectives=ObjectiveWeights(cost=0.4, equity=0.3, targets=0.3),
        objective_value=0.682095,
        objective_terms=ObjectiveTerms(cost=0.985238, equity=0.95, targets=0.0101),
        status_quo_objective=0.77537,
        status_quo_terms=ObjectiveTerms(cost=1.0, equity=1.0, targets=0.251234),
        algorithm_used="SLSQP",
        algorithm_reason="few constraints",
        iterations=13,
        function_evaluations=57,
        cached_evaluations=4,
        assessment_evaluations=1_066,
        batches=9,
        runtime_seconds=12.5,
        constraints=(
            ConstraintOutcome(
                name="total_compensation_cost <= 2080000", unit="money", before=20_000.0, after=-11_000.0
            ),
            ConstraintOutcome(name="merit spread over levels <= 0.03", unit="fraction", before=-0.026, after=-0.01),
            ConstraintOutcome(name="equity_cv >= 0.05", unit="fraction", before=-0.06, after=-0.0545),
        ),
        targets=(
            TargetOutcome(
                metric=GROWTH, unit="fraction", target=0.02, tolerance=0.001, priority="high", before=0.03, after=0.0204
            ),
            TargetOutcome(
                metric="wage_bill@2026",
                unit="money",
                target=1_000_000.0,
                tolerance=12_345.0,
                priority="low",
                before=1_050_000.0,
                after=1_034_500.0,
            ),
        ),
        estimated_cost_impact={
            "value": -31_000.0,
            "unit": "census currency, 2025 to 2026",
            "percent": -1.4762,
            "baseline": 2_100_000.0,
        },
        estimated_employee_impact={
            "count": 87,
            "percentage_of_workforce": 87.0,
            "risk_level": "HIGH",
            "hires": 41,
        },
        risk_assessment=RiskLevel.HIGH,
        solution_quality_score=0.9876,
        baseline_objective=0.681234,
        parameter_sensitivities={"cola_rate": 0.000321},
        history=(
            BatchRecord(step=1, evaluations=3, cached=1, best_objective=0.77537, best_violation=0.0125, seconds=1.25),
            BatchRecord(step=2, evaluations=20, cached=0, best_objective=0.7123, best_violation=0.0, seconds=2.75),
            BatchRecord(step=3, evaluations=57, cached=3, best_objective=0.682095, best_violation=0.0, seconds=3.5),
        ),
        alternatives=(
            Alternative(
                label="lowest cost",
                parameters=named_values(lowest, catalogue),
                objective=0.733333,
                terms=ObjectiveTerms(cost=0.97, equity=None, targets=0.4444),
                total_compensation_cost=2_037_000.0,
                is_feasible=True,
            ),
        ),
        cells_before=BEFORE,
        cells_after=AFTER,
        locked_cells=frozenset({LeverCell(2026, 3, "merit_base")}),
        metrics_before=before,
        metrics_after=after,
        config=engine_config(
            method="SLSQP",
            max_evaluations=150,
            budget=2_080_000.0,
            max_merit_spread=0.03,
            limits=("equity_cv>=0.05",),
        ),
        seeds=(42,),
        inputs_fingerprint="0123456789abcdef" * 4,
        cache_statistics={"hit_rate": 0.066},
    )


# Of a response surface, in the order in which it names its metrics.
SURFACE_ERROR = {
    "seed": 42,
    "design_points": 72,
    "held_out_points": 16,
    "metrics": {
        "closing_headcount": {"maximum": 2.0, "rms": 1.0},
        "total_compensation_cost": {"maximum": 1_234.0, "rms": 567.0},
        "equity_cv": {"maximum": 0.00034, "rms": 0.00012},
        "horizon_growth.current": {"maximum": 0.0009, "rms": 0.0004},
        "horizon_growth.full_year_equivalent": {"maximum": 0.00021, "rms": 0.00005},
        "years.yoy_growth.current": {"maximum": 0.0011, "rms": 0.0005},
        "years.wage_bill": {"maximum": 432.0, "rms": 123.0},
    },
}


def engine_evidence() -> EngineEvidence:
    """The result with all that can be found out about it."""
    return EngineEvidence(
        result=engine_result(),
        drivers_before=drivers(cola=0.0151, merit=0.0302),
        drivers_after=drivers(cola=0.0101, merit=0.0256),
        sensitivity=sensitivity(),
        front=front(),
        robustness=robustness(),
    )


def drivers(*, cola: float, merit: float) -> GrowthDrivers:
    """Two equal years; promotions, mixes and residual are the same whatever the raises."""
    parts = {"promotion_growth": 0.0073, "new_hire_mix": -0.0281, "leaver_mix": 0.0054, "residual": 0.00001}
    growth = cola + merit + sum(parts.values())
    year = YearDrivers(cola_growth=cola, merit_growth=merit, yoy_growth=growth, **parts)
    return GrowthDrivers(seed=42, years={simulated: year for simulated in YEARS})


def sensitivity() -> LocalSensitivity:
    """COLA can only rise; the hires' adjustment goes both ways."""
    return LocalSensitivity(
        base={GROWTH: 0.0204, "objective": 0.682095},
        levers=(
            LeverSensitivity(
                lever="cola_rate",
                unit="fraction",
                value=0.01,
                low_shift=0.0,
                high_shift=0.001,
                responses={
                    GROWTH: Response(low=0.0204, high=0.02117, per_ten_basis_points=0.00077),
                    "objective": Response(low=0.682095, high=0.682416, per_ten_basis_points=0.000321),
                },
            ),
            LeverSensitivity(
                lever="new_hire_salary_adjustment",
                unit="factor",
                value=1.05,
                low_shift=-0.001,
                high_shift=0.001,
                responses={
                    GROWTH: Response(low=0.0203, high=0.0205, per_ten_basis_points=0.0001),
                    "objective": Response(low=0.68215, high=0.68204, per_ten_basis_points=-0.000055),
                },
            ),
        ),
        interactions=(
            Interaction(
                levers=("cola_rate", "new_hire_salary_adjustment"),
                per_ten_basis_points_squared={GROWTH: 0.00002, "objective": 0.000017},
            ),
        ),
        evaluations=6,
    )


def front() -> ParetoFront:
    """Three points, of which the middle one is the knee."""
    return ParetoFront(
        objectives=(Term.COST, Term.EQUITY, Term.TARGETS),
        method=FrontMethod.EPSILON_CONSTRAINT,
        points=(
            _point("Point 1, lowest cost", cost=0.971, equity=0.1077, gap=0.5511, cola=0.01),
            _point("Point 2, knee", cost=0.984, equity=0.1041, gap=0.0222, cola=0.012),
            _point("Point 3, nearest to the targets", cost=1.013, equity=0.1033, gap=0.0033, cola=0.02),
        ),
        knee=1,
        hypervolume=0.123456,
        reference_point=ObjectiveTerms(cost=1.4, equity=1.2, targets=2.5),
        today=ObjectiveTerms(cost=1.0, equity=1.0, targets=0.251234),
        today_is_dominated=True,
        is_complete=True,
        message="3 searches: 3 settled.",
        is_settled=True,
    )


def _point(label: str, *, cost: float, equity: float, gap: float, cola: float) -> ParetoPoint:
    cells: Mapping[LeverCell, float] = {LeverCell(year, 1, "cola_rate"): cola for year in YEARS}
    return ParetoPoint(
        label=label,
        candidate=LeverVector(cells=cells),
        terms=ObjectiveTerms(cost=cost, equity=equity / 0.11, targets=gap),
        metrics=metrics(growth=0.015 + cola, cost=2_100_000.0 * cost, equity=equity),
    )


def robustness() -> Robustness:
    """Twelve worlds, in ten of which the proposal meets the target."""
    return Robustness(
        seeds=tuple(range(42, 54)),
        method=GrowthMethod.FULL_YEAR_EQUIVALENT,
        target_growth=0.02,
        tolerance=0.001,
        cost_tail=0.2,
        tail_seeds=2,
        confidence=0.95,
        bands_withheld=None,
        candidates=(
            CandidateRobustness(
                name="today's levers",
                growth=_spread(0.0301, 0.0003),
                cost=_spread(2_101_000.0, 5_100.0),
                worst_costs=2_111_111.0,
                target=TargetChance(seeds_met=0, probability=0.0, interval=(0.0, 0.2425)),
                growth_difference=None,
                cost_difference=None,
            ),
            CandidateRobustness(
                name="proposal",
                growth=_spread(0.0206, 0.00031),
                cost=_spread(2_070_500.0, 5_200.0),
                worst_costs=2_081_222.0,
                target=TargetChance(seeds_met=10, probability=10 / 12, interval=(0.552, 0.953)),
                growth_difference=PairedDifference(mean=-0.0095, interval=(-0.0097, -0.0093)),
                cost_difference=PairedDifference(mean=-30_500.0, interval=(-31_200.0, -29_800.0)),
            ),
        ),
    )


def _spread(mean: float, deviation: float) -> Spread:
    bands = Bands(p10=mean - 2 * deviation, p50=mean + 0.1 * deviation, p90=mean + 1.5 * deviation)
    return Spread(mean=mean, standard_deviation=deviation, bands=bands)


def sobol() -> SobolSensitivity:
    """Two levers share out the spread of growth; equity_cv does not move."""
    levers = (
        LeverIndices(
            lever="new_hire_salary_adjustment",
            first_order=SobolIndex(value=0.1234, interval=(-0.02, 0.22)),
            total_order=SobolIndex(value=0.1567, interval=(0.11, 0.21)),
        ),
        LeverIndices(
            lever="cola_rate",
            first_order=SobolIndex(value=0.8111, interval=(0.7, 0.9)),
            total_order=SobolIndex(value=0.8765, interval=(0.75, 0.95)),
        ),
    )
    still = SobolIndex(value=0.0, interval=(0.0, 0.0))
    none = tuple(replace(each, first_order=still, total_order=still) for each in levers)
    return SobolSensitivity(
        over="bounds",
        samples=64,
        evaluations=256,
        confidence=0.95,
        measures={
            GROWTH: MeasureIndices(levers=levers, varies=True),
            "equity_cv": MeasureIndices(levers=none, varies=False),
        },
    )
