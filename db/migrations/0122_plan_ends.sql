-- The days on which customers' plans end or ended: what churn by contract goes by.
create index dates_plan_end on customers.dates (customer_id) where kind = 'plan_end';
create view scoring.plan_ends as
select distinct customer_id, make_date(year, month, day) as ends_on from customers.dates
where kind = 'plan_end' and calendar = 'solar' and year is not null;
