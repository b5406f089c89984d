-- Catalogue: how a figure is spread over everybody who has one, as its 101 percentiles: where a customer stands is found
-- from these without counting the others again.
create table interactions.yardsticks (
  figure text primary key,
  customers int not null,
  percentiles double precision[] not null,
  -- Of what it was measured; measured anew when that has changed.
  measured_of text not null,
  measured_at timestamptz not null
);
