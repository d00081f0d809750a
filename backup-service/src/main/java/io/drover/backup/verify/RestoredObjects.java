package io.drover.backup.verify;

import io.drover.backup.content.ContentHash;
import io.drover.backup.content.SchemaObjects;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.ObjectCounts;
import io.drover.backup.repository.Manifest.RelationCounts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what a restored database has beside rows with what its manifest states. */
final class RestoredObjects {
  private RestoredObjects() {}

  private record Name(String schema, String name) {
    static Name of(RelationCounts counts) {
      return new Name(counts.schema(), counts.name());
    }
  }

  /**
   * One sentence's part for each difference. A manifest of older form states nothing, so nothing
   * differs from it.
   *
   * @param hashes whether the content of large objects is compared, where the manifest has its hash
   */
  static List<String> compare(
      Connection connection, Manifest manifest, boolean hashes, Evidence evidence)
      throws SQLException {
    @Nullable ObjectCounts expected = manifest.objects();
    boolean hashed = hashes && expected != null && expected.largeObjectsHash() != null;
    @Nullable String hash =
        hashed
            ? ContentHash.prepare(connection, _ -> false).largeObjects(connection).orElse(null)
            : null;
    ObjectCounts found = SchemaObjects.count(connection, hash);
    evidence.largeObjects = found.largeObjects();
    evidence.indexes = found.relations().stream().mapToInt(RelationCounts::indexes).sum();
    evidence.constraints = found.relations().stream().mapToInt(RelationCounts::constraints).sum();
    List<String> differences = new ArrayList<>();
    if (manifest.imported() != null) {
      SchemaObjects.invalidIndexes(connection)
          .forEach(index -> differences.add("the index " + index + " is invalid"));
    }
    if (expected != null) {
      relations(expected, found, differences);
      largeObjects(expected, found, differences);
    }
    return differences;
  }

  private static void relations(
      ObjectCounts expected, ObjectCounts found, List<String> differences) {
    Map<Name, RelationCounts> restored = new HashMap<>();
    found.relations().forEach(counts -> restored.put(Name.of(counts), counts));
    for (RelationCounts wanted : expected.relations()) {
      RelationCounts has =
          restored.getOrDefault(
              Name.of(wanted), new RelationCounts(wanted.schema(), wanted.name(), 0, 0, 0));
      String name = wanted.schema() + "." + wanted.name();
      differ(name, "valid indexes", has.indexes(), wanted.indexes(), differences);
      differ(name, "constraints", has.constraints(), wanted.constraints(), differences);
      differ(
          name,
          "valid constraints",
          has.validConstraints(),
          wanted.validConstraints(),
          differences);
    }
  }

  private static void largeObjects(
      ObjectCounts expected, ObjectCounts found, List<String> differences) {
    differ(
        "the database",
        "large objects",
        found.largeObjects(),
        expected.largeObjects(),
        differences);
    if (found.largeObjects() == expected.largeObjects()
        && found.largeObjectsHash() != null
        && !found.largeObjectsHash().equals(expected.largeObjectsHash())) {
      differences.add("the large objects have other content");
    }
  }

  private static void differ(
      String name, String what, long has, long wanted, List<String> differences) {
    if (has != wanted) {
      differences.add(name + " has " + has + " " + what + " instead of " + wanted);
    }
  }
}
