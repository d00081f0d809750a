-- An operation that waits for an approval is in no lane: lane is null, and held_lane is where it goes once approved.
ALTER TABLE operation
  ADD COLUMN held_lane   text,
  ADD COLUMN requester   text,
  ADD COLUMN approve_by  timestamptz,
  ADD COLUMN approved_at timestamptz,
  ADD COLUMN decided_by  text,
  DROP CONSTRAINT operation_state_check,
  DROP CONSTRAINT operation_check,
  ADD CONSTRAINT operation_state_check CHECK (state IN
    ('ACCEPTED', 'APPROVAL', 'RUNNING', 'AWAITING', 'RETRYING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'REJECTED')),
  ADD CONSTRAINT operation_finished_check CHECK
    ((finished_at IS NULL) = (state IN ('ACCEPTED', 'APPROVAL', 'RUNNING', 'AWAITING', 'RETRYING'))),
  ADD CONSTRAINT operation_approval_check CHECK
    (state <> 'APPROVAL' OR (lane IS NULL AND held_lane IS NOT NULL AND approve_by IS NOT NULL));

CREATE INDEX operation_unapproved ON operation (approve_by) WHERE state = 'APPROVAL';
