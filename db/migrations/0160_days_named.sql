-- Reasons of alerts, and of the tasks they made, name the day of the last purchase instead of counting the days up to the
-- alert: a sentence stays true when it is read later. A reason without such a count is left as it is.
with said as (
  select customer_id, rule, episode, (raised_at at time zone coalesce(
      (select value ->> 'timeZone' from platform.settings where key = 'organisation'), 'Asia/Shanghai'))::date
    - substring(reason_zh from '上次购买 (\d+) 天前')::int as day
  from care.alerts where reason_zh ~ '上次购买 \d+ 天前'
)
update care.alerts a
set reason_zh = regexp_replace(a.reason_zh, '上次购买 \d+ 天前',
    '上次购买在 ' || to_char(said.day, 'FMYYYY" 年 "FMMM" 月 "FMDD" 日"')),
  reason_en = regexp_replace(a.reason_en, 'Last purchase \d+ days? ago',
    'Last purchase on ' || to_char(said.day, 'FMDD FMMonth YYYY'))
from said where (a.customer_id, a.rule, a.episode) = (said.customer_id, said.rule, said.episode);

with said as (
  select customer_id, task_id, (created_at at time zone coalesce(
      (select value ->> 'timeZone' from platform.settings where key = 'organisation'), 'Asia/Shanghai'))::date
    - substring(reason_zh from '上次购买 (\d+) 天前')::int as day
  from tasks.tasks where reason_zh ~ '上次购买 \d+ 天前' and cause ->> 'source' = 'care'
)
update tasks.tasks t
set reason_zh = regexp_replace(t.reason_zh, '上次购买 \d+ 天前',
    '上次购买在 ' || to_char(said.day, 'FMYYYY" 年 "FMMM" 月 "FMDD" 日"')),
  reason_en = regexp_replace(t.reason_en, 'Last purchase \d+ days? ago',
    'Last purchase on ' || to_char(said.day, 'FMDD FMMonth YYYY'))
from said where (t.customer_id, t.task_id) = (said.customer_id, said.task_id);
