-- Customer-owned: checks are asked for by customer and field. While statistics are older than what was looked at, the
-- planner took the index by field and day for such a question, and read all checks of the field for each customer.
drop index customers.field_checks_field;
