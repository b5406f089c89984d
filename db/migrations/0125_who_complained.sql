-- Few complain: whoever looks for them does not read the days of everybody.
create index rollups_complaints on interactions.rollups (customer_id) where complaints_365d > 0;
