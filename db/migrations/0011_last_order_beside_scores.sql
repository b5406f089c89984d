-- The last order beside the judgement, so that one index serves who is filtered by a judgement and sorted by it: of a
-- million customers the lost ones stand together at the far end of the last orders, and walking there took 0.4 s.
alter table scoring.scores add last_order_at timestamptz;
update scoring.scores s set last_order_at = t.last_order_at from orders.rollups t where t.customer_id = s.customer_id;

drop index scoring.scores_segment, scoring.scores_class4, scoring.scores_stage;
create index scores_segment on scoring.scores (rfm_segment, last_order_at desc nulls last, customer_id desc);
create index scores_class4 on scoring.scores (class4, last_order_at desc nulls last, customer_id desc);
create index scores_stage on scoring.scores (stage, last_order_at desc nulls last, customer_id desc);
create index scores_r on scoring.scores (r, last_order_at desc nulls last, customer_id desc);
