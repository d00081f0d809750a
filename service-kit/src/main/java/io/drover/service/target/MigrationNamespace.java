package io.drover.service.target;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of schemas with a history of migrations of its own, and where its scripts lie.
 *
 * @param name unique in its database; the only one of a policy that names none is {@link #DEFAULT}
 * @param schemas schemas of Flyway, the history lies in the first; empty for the connection's
 *     default
 * @param table name of the history table
 * @param locations absolute folders
 * @param bundle an archive of scripts beside the folders; null for none
 * @param bundlesFromRequests whether a request may name another bundle in place of that one
 * @param baselineVersion version given to filled schemas that have no history yet; null to refuse
 *     them
 * @param placeholders what the scripts may leave open
 */
public record MigrationNamespace(
    String name,
    List<String> schemas,
    String table,
    List<String> locations,
    @Nullable MigrationBundle bundle,
    boolean bundlesFromRequests,
    @Nullable String baselineVersion,
    Placeholders placeholders) {
  /** Name of the namespace of a policy that has only one. */
  public static final String DEFAULT = "default";

  public MigrationNamespace {
    schemas = List.copyOf(schemas);
    locations = List.copyOf(locations);
  }

  /** The only namespace of a database, with folders alone. */
  public static MigrationNamespace of(
      List<String> locations,
      List<String> schemas,
      String table,
      @Nullable String baselineVersion) {
    return new MigrationNamespace(
        DEFAULT, schemas, table, locations, null, false, baselineVersion, Placeholders.NONE);
  }

  /** Whether the policy alone says where scripts lie. */
  public boolean hasSources() {
    return !locations.isEmpty() || bundle != null;
  }
}
