package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A constraint that an ALTER TABLE adds together with its index. */
record IndexedConstraint(Alteration part, String kind, List<String> columns) {
  static Optional<IndexedConstraint> of(Alteration part) {
    if (part.is("AddColumn")) {
      Column column = part.column();
      return Stream.of("PRIMARY", "UNIQUE")
          .filter(column::has)
          .findFirst()
          .map(kind -> new IndexedConstraint(part, kind, List.of(column.name())));
    }
    Node added = part.definition();
    return Stream.of("PRIMARY", "UNIQUE", "EXCLUSION")
        .filter(kind -> part.adds(kind) && added.text("indexname").isEmpty())
        .findFirst()
        .map(kind -> new IndexedConstraint(part, kind, added.names("keys")));
  }

  void report(Hits hits) {
    hits.add(
        TableLock.ACCESS_EXCLUSIVE,
        "%s is locked against reads and writes until the constraint's index is built."
            .formatted(part.table()),
        kind.equals("EXCLUSION")
            ? "There is none but a quiet hour with a lock timeout: an exclusion constraint takes no"
                + " ready index. Or add it to a new table and copy the rows."
            : "CREATE UNIQUE INDEX CONCURRENTLY %1$s ON %2$s (%3$s); in a script of its own, then ALTER TABLE %2$s ADD CONSTRAINT %1$s %4$s USING INDEX %1$s;"
                .formatted(name(), part.table(), Name.quoted(columns), phrase()));
  }

  private String phrase() {
    return kind.equals("PRIMARY") ? "PRIMARY KEY" : "UNIQUE";
  }

  private String name() {
    String given = part.is("AddColumn") ? "" : part.definition().text("conname");
    String usual =
        kind.equals("PRIMARY")
            ? part.table().name() + "_pkey"
            : part.table().name() + "_" + String.join("_", columns) + "_key";
    return Name.quoted(given.isEmpty() ? usual : given);
  }
}
