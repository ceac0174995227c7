with

hazards as (

    select
        rosters.population_key,
        rosters.seed,
        draws.simulation_year,
        rosters.person_key,
        rosters.opening_level,
        rosters.pay_history,
        draws.id_rank,
        draws.days_in_year,
        draws.has_merit,
        draws.promotion_multiplier,
        draws.promotion_draw,
        draws.promotion_day,
        draws.raise_day,
        draws.termination_day,
        draws.termination_exponential / (draws.termination_multiplier * levels.termination_multiplier) as termination_key

    from {{ ref('int_opening_rosters') }} as rosters
    inner join {{ ref('int_person_draws') }} as draws
        on
            rosters.seed = draws.seed
            and rosters.person_key = draws.person_key
    inner join {{ ref('stg_assumptions__clock') }} as clock
        on draws.simulation_year = clock.simulation_year
    inner join {{ ref('stg_assumptions__job_level_assumptions') }} as levels
        on rosters.opening_level = levels.job_level

),

plan as (

    select * from {{ ref('int_headcount_plan') }}

),

-- Weighted sampling without replacement (Efraimidis and Spirakis 2006): the smallest keys leave.
ranked as (

    select
        hazards.*,
        row_number() over (
            partition by hazards.population_key, hazards.seed
            order by hazards.termination_key, hazards.id_rank
        ) <= plan.terminations as is_leaving

    from hazards
    inner join plan
        on hazards.simulation_year = plan.simulation_year

),

terminations as (

    select * replace (case when is_leaving then termination_day end as termination_day)

    from ranked

)

select * from terminations
