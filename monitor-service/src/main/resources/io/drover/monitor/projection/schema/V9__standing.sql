-- Since when this generation of the tables is being made, and when it first held all that the topics did; null until then.
ALTER TABLE projection_state ADD COLUMN began_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN caught_up_at timestamptz;
