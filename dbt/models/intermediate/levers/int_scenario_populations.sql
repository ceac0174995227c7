{{ config(materialized='table') }}

with

levers as (

    select * from {{ ref('int_levers_by_level') }}

),

-- Nobody is promoted from the top level, so its probability moves nobody.
promotable as (

    select * from levers
    where job_level < (select max(top.job_level) from levers as top)

),

-- A key made of the probabilities themselves: scenarios share it exactly where they promote alike, in whichever run they stand.
populations as (

    select
        scenario_key,
        scenario_id,
        cast(
            '0x' || left(md5(cast(list(promotion_probability order by simulation_year, job_level) as varchar)), 15) as bigint
        ) as population_key

    from promotable
    group by scenario_key, scenario_id

)

select * from populations
