with

hiring_ages as (

    select
        age,
        share,
        cast(sum(share) over (order by age) - share as double) as cumulative_share_below,
        cast(sum(share) over (order by age) as double) as cumulative_share

    from {{ ref('hiring_ages') }}

)

select * from hiring_ages
