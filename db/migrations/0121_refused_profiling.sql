-- Who refuses to be judged by programs: few, asked for by every sweep.
create index preferences_no_profiling on privacy.preferences (customer_id) where profiling = 'refused';
