-- From an operation to those that it asked for.
CREATE INDEX operations_of_parent ON operations (parent_operation_id) WHERE parent_operation_id IS NOT NULL;
