-- Reasons of alerts, and of the tasks they made, name the day of the last purchase instead of counting the days up to the
-- alert: a sentence stays true when it is read later. A reason without such a count is left as it is.
create function pg_temp.day_meant(reason text, said_at timestamptz) returns date language sql as $$
  select (said_at at time zone coalesce(
    (select value ->> 'timeZone' from platform.settings where key = 'organisation'), 'Asia/Shanghai'))::date
    - substring(reason from '上次购买 (\d+) 天前')::int
$$;
create function pg_temp.named_zh(reason text, day date) returns text language sql as $$
  select regexp_replace(reason, '上次购买 \d+ 天前', '上次购买在 ' || to_char(day, 'FMYYYY" 年 "FMMM" 月 "FMDD" 日"'))
$$;
create function pg_temp.named_en(reason text, day date) returns text language sql as $$
  select regexp_replace(reason, 'Last purchase \d+ days? ago', 'Last purchase on ' || to_char(day, 'FMDD FMMonth YYYY'))
$$;

update care.alerts
set reason_zh = pg_temp.named_zh(reason_zh, pg_temp.day_meant(reason_zh, raised_at)),
  reason_en = pg_temp.named_en(reason_en, pg_temp.day_meant(reason_zh, raised_at))
where reason_zh ~ '上次购买 \d+ 天前';

update tasks.tasks
set reason_zh = pg_temp.named_zh(reason_zh, pg_temp.day_meant(reason_zh, created_at)),
  reason_en = pg_temp.named_en(reason_en, pg_temp.day_meant(reason_zh, created_at))
where reason_zh ~ '上次购买 \d+ 天前' and cause ->> 'source' = 'care';
