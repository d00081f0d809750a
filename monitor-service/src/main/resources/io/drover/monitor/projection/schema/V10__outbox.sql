-- Changes of alerts, refusals and dead letters wait here for the relay, which carries each to Kafka once.

CREATE TABLE outbox (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic   text  NOT NULL,
  key     bytea,
  value   bytea,
  headers bytea NOT NULL
);

CREATE TABLE relay_lease (
  name       text        PRIMARY KEY,
  holder     text        NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Every change is in the outbox instead, not only the newest of each alert.
ALTER TABLE alert_state DROP COLUMN published;
