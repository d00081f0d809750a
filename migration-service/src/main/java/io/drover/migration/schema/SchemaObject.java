package io.drover.migration.schema;

import java.util.Comparator;

/**
 * Something that a schema consists of.
 *
 * @param rank place of its kind among the kinds: what others are made of comes first
 * @param kind in PostgreSQL's words, such as table
 * @param name with its schema and, where it belongs to one, its table; quoted where SQL needs it
 */
record SchemaObject(int rank, String kind, String name) implements Comparable<SchemaObject> {
  private static final Comparator<SchemaObject> ORDER =
      Comparator.comparingInt(SchemaObject::rank)
          .thenComparing(SchemaObject::name)
          .thenComparing(SchemaObject::kind);

  @Override
  public int compareTo(SchemaObject other) {
    return ORDER.compare(this, other);
  }

  /** As people read it, such as: column public.orders.total. */
  String text() {
    return kind + " " + name;
  }
}
