package io.drover.service.target;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may be done to a database, and how.
 *
 * @param operations kinds allowed; {@code migrate-status} is the reading half of {@code migrate}
 * @param requesters who may ask; empty for anyone
 * @param targetNamePattern full match that the name of a restored database needs
 * @param recoveryPointObjective greatest age of the newest good backup; null for no objective
 * @param lockTimeout lock_timeout of migrations
 * @param statementTimeout statement_timeout of migrations; null for none
 * @param backupBeforeMigration whether APPLY takes a backup first
 * @param longestScratch greatest time to live of a scratch database
 */
public record Policy(
    Set<String> operations,
    Set<String> requesters,
    Pattern targetNamePattern,
    @Nullable Duration recoveryPointObjective,
    Duration lockTimeout,
    @Nullable Duration statementTimeout,
    boolean backupBeforeMigration,
    Duration longestScratch,
    Migrations migrations) {

  /**
   * Where the migrations of a database lie.
   *
   * @param locations absolute folders; empty when the database has none
   * @param schemas schemas of Flyway; empty for the connection's default
   * @param table name of the history table
   * @param baselineVersion version given to a database that has no history yet; null to refuse such
   *     a database
   */
  public record Migrations(
      List<String> locations,
      List<String> schemas,
      String table,
      @Nullable String baselineVersion) {
    public Migrations {
      locations = List.copyOf(locations);
      schemas = List.copyOf(schemas);
    }
  }

  /**
   * Prefix of requesters that are operations of Drover themselves, such as the migration that wants
   * a backup first.
   */
  public static final String OWN_REQUESTERS = "drover/";

  public Policy {
    operations = Set.copyOf(operations);
    requesters = Set.copyOf(requesters);
  }

  /**
   * Whether someone who calls himself so may ask; what he calls himself is a claim and proves
   * nothing.
   */
  public boolean mayAsk(String requestedBy) {
    return requesters.isEmpty()
        || requesters.contains(requestedBy)
        || requestedBy.startsWith(OWN_REQUESTERS);
  }
}
