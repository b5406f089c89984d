-- Rows of a file carry the customer's dates along: [{kind, calendar, year, month, day, leap}].
alter table customers.staged_customers add column dates jsonb;
