package io.drover.system.checker;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a run took place.
 *
 * @param server the PostgreSQL of the databases, and a superuser of it
 * @param physicalPrefix how the names of this run's databases begin
 * @param databases physical names by the names that requests use
 * @param repository root of the backups
 * @param givenBackups ids of backups that were there before the run
 * @param migrations folders of the scripts that an apply must have applied, by database
 * @param logs folder of the services' output
 * @param copies where the copies of a database's backups lie, by name of those that have any
 * @param spool folder in which dumps wait
 * @param exchange folder with the folders {@code import} and {@code export}
 * @param approved databases on which migrations are applied only after ann or bob approved
 * @param secrets texts that must be nowhere
 * @param outcomes what an operation may end as, where the run is sure of it
 * @param watch null where no monitor ran
 */
public record Scene(
    String bootstrapServers,
    String prefix,
    Server server,
    String physicalPrefix,
    Map<String, String> databases,
    Path repository,
    Set<String> givenBackups,
    Map<String, Path> migrations,
    Path logs,
    Map<String, Path> copies,
    Path spool,
    Path exchange,
    Set<String> approved,
    List<String> secrets,
    Map<String, Set<String>> outcomes,
    @Nullable Watch watch) {

  /**
   * What a monitor made of the run.
   *
   * @param server where its tables are
   * @param told messages to the receiver of alerts in their order; null for no receiver
   * @param alerts states through which alerts must have gone once, by name and database
   */
  public record Watch(
      Server server,
      String database,
      String schema,
      @Nullable List<String> told,
      Map<String, List<String>> alerts) {}

  /** A server of PostgreSQL. */
  public record Server(String url, String user, String password) {
    int port() {
      return URI.create(url.substring("jdbc:".length())).getPort();
    }

    /** The JDBC address of a database of the server. */
    String url(String database) {
      return url.substring(0, url.lastIndexOf('/') + 1) + database;
    }
  }
}
