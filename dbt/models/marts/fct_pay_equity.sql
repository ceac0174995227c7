with

inequality as (

    select * from {{ ref('int_pay_inequality') }}

),

pay_gaps as (

    select * from {{ ref('int_gender_pay_gaps') }}

),

pay_equity as (

    select
        inequality.scenario_id,
        inequality.seed,
        inequality.simulation_year,
        inequality.headcount,
        inequality.gini,
        inequality.theil_within_levels,
        inequality.theil_between_levels,
        inequality.compa_ratio_p10,
        inequality.compa_ratio_p50,
        inequality.compa_ratio_p90,
        coalesce(pay_gaps.compared_headcount, 0) as compared_headcount,
        pay_gaps.raw_pay_gap,
        pay_gaps.adjusted_pay_gap,
        pay_gaps.adjusted_pay_gap_lower,
        pay_gaps.adjusted_pay_gap_upper

    from inequality
    left join pay_gaps
        on
            inequality.scenario_id = pay_gaps.scenario_id
            and inequality.seed = pay_gaps.seed
            and inequality.simulation_year = pay_gaps.simulation_year
    order by inequality.scenario_id, inequality.seed, inequality.simulation_year

)

select * from pay_equity
