-- Days between visits are few.
alter table care.rhythms alter column every_days type smallint;
