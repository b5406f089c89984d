-- Sums whole numbers in whole numbers. `sum(bigint)` answers numeric, and a running sum over ten million orders would spend most
-- of its time on that; this one is as exact and fails where the sum leaves bigint.
create aggregate platform.whole_sum(bigint) (sfunc = int8pl, stype = bigint, combinefunc = int8pl, parallel = safe);
