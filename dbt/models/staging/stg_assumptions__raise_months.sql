with

raise_months as (

    select
        raise_month,
        share,
        cast(sum(share) over (order by raise_month) - share as double) as cumulative_share_below,
        cast(sum(share) over (order by raise_month) as double) as cumulative_share

    from {{ ref('raise_months') }}

)

select * from raise_months
