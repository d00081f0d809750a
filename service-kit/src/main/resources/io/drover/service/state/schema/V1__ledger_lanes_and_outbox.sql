CREATE SEQUENCE operation_order;

-- One row an operation. attempt is the fencing token: every write of an attempt is conditional on it.
CREATE TABLE operation (
  kind             text        NOT NULL,
  operation_id     text        NOT NULL,
  accepted_order   bigint      NOT NULL,
  database         text        NOT NULL,
  lane             text,
  depth            integer     NOT NULL DEFAULT 0,
  digest           text        NOT NULL,
  state            text        NOT NULL CHECK (state IN
    ('ACCEPTED', 'RUNNING', 'AWAITING', 'RETRYING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'REJECTED')),
  attempt          integer     NOT NULL DEFAULT 0,
  lost_attempts    integer     NOT NULL DEFAULT 0,
  sequence         integer     NOT NULL,
  request          bytea       NOT NULL,
  request_event_id text,
  traceparent      text,
  accepted_at      timestamptz NOT NULL,
  expires_at       timestamptz NOT NULL,
  deadline         timestamptz NOT NULL,
  finished_at      timestamptz,
  resume_at        timestamptz,
  away_since       timestamptz,
  child_kind       text,
  child_id         text,
  child_outcome    text,
  child_fact       bytea,
  cancel_requested boolean     NOT NULL DEFAULT false,
  cancel_by        text        NOT NULL DEFAULT '',
  cancel_reason    text        NOT NULL DEFAULT '',
  terminal_type    text,
  terminal_fact    bytea,
  PRIMARY KEY (kind, operation_id),
  CHECK ((finished_at IS NULL) = (state IN ('ACCEPTED', 'RUNNING', 'AWAITING', 'RETRYING')))
) WITH (fillfactor = 80);

CREATE INDEX operation_in_lane ON operation (lane, depth DESC, accepted_order) WHERE finished_at IS NULL;
CREATE INDEX operation_awaiting ON operation (child_kind, child_id) WHERE state = 'AWAITING';
CREATE INDEX operation_finished ON operation (finished_at) WHERE finished_at IS NOT NULL;

-- Whoever adds work to a lane and whoever finds it empty take the lock on its row, so that no wake-up is lost.
CREATE TABLE lane (
  lane text PRIMARY KEY
);

-- A cancel that came before its request.
CREATE TABLE early_cancel (
  kind         text        NOT NULL,
  operation_id text        NOT NULL,
  requested_by text        NOT NULL,
  reason       text        NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, operation_id)
);

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

-- db-scheduler's own table, version 16.
CREATE TABLE scheduled_tasks (
  task_name            text        NOT NULL,
  task_instance        text        NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean     NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint      NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
