with

rosters as (

    select * from {{ ref('int_opening_rosters') }}

),

levels as (

    select * from {{ ref('stg_assumptions__job_level_assumptions') }}

),

hazards as (

    select
        rosters.*,
        tenure_bands.termination_multiplier
        * age_bands.termination_multiplier
        * levels.termination_multiplier as termination_weight,
        age_bands.promotion_multiplier * tenure_bands.promotion_multiplier as promotion_multiplier,
        rosters.opening_level < (select max(top.job_level) from levels as top)
        and rosters.tenure_years >= settings.promotion_min_tenure_years
        and rosters.age_years < settings.promotion_max_age_years as is_at_risk_of_promotion

    from rosters
    inner join {{ ref('stg_assumptions__age_bands') }} as age_bands
        on rosters.age_years between age_bands.min_age and age_bands.max_age
    inner join {{ ref('stg_assumptions__tenure_bands') }} as tenure_bands
        on rosters.tenure_years between tenure_bands.min_tenure and tenure_bands.max_tenure
    inner join levels
        on rosters.opening_level = levels.job_level
    cross join {{ ref('stg_assumptions__settings') }} as settings

)

select * from hazards
