-- Customer-owned: the day a date itself fell or falls on, of dates that name their year; made anew from the dates.
create table customers.date_days (
  customer_id bigint not null,
  date_id bigint not null,
  kind text not null,
  on_day date not null,
  primary key (customer_id, date_id)
);
create index date_days_kind on customers.date_days (kind, on_day, customer_id);

-- Those by the moon follow at the first look of the schedule.
insert into customers.date_days (customer_id, date_id, kind, on_day)
select customer_id, date_id, kind, make_date(year, month, day) from customers.dates
where calendar = 'solar' and year is not null;
create index dates_by_the_moon on customers.dates (customer_id, date_id) where calendar = 'lunar' and year is not null;
