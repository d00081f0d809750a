package io.drover.migration.rehearsal;

/**
 * A table, an index or their like.
 *
 * @param oid identity
 * @param name with its schema, quoted where it must be
 * @param file number of the file that holds its rows; 0 for one that has none
 * @param sequence whether it is one, whose file changes with its counter
 */
record Relation(long oid, String name, long file, boolean sequence) {
  Relation named(String other) {
    return new Relation(oid, other, file, sequence);
  }
}
