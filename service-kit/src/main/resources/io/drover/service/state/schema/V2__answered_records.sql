-- Up to which record of a partition refusals and dead letters were given: a record that comes again gets none again.
-- newest is the greatest timestamp among them: a later one under a smaller offset is of a topic that was made anew.
CREATE TABLE intake_answer (
  topic       text    NOT NULL,
  partition   integer NOT NULL,
  next_offset bigint  NOT NULL,
  newest      bigint  NOT NULL,
  PRIMARY KEY (topic, partition)
);
