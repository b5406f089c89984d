-- By which identity the event named its customer (`customers.identity_key`): where a merge is taken apart, what came after it
-- goes with that identity. Events from before, of visitors, and named by our own id stay with whoever has them.
alter table interactions.interactions add column named_by bigint;
