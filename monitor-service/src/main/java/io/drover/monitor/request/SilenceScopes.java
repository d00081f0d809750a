package io.drover.monitor.request;

import io.drover.monitor.access.Caller;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.alert.Silences.Scope;
import io.drover.schemas.AlertControl;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What silences may be about: a mistyped name would silence nothing, or take nothing back, and say
 * so to nobody. Thread-safe.
 */
final class SilenceScopes {
  private final DatabaseRegistry registry;
  private final Reach reach;
  private final Silences silences;

  SilenceScopes(DatabaseRegistry registry, Silences silences) {
    this.registry = registry;
    this.reach = new Reach(registry);
    this.silences = silences;
  }

  /**
   * The key of the record.
   *
   * @throws RefusedException it is about everything, about what is not there, or out of reach
   */
  String admit(AlertControl wanted, Caller caller) throws RefusedException, SQLException {
    Scope scope = new Scope(wanted.getDatabase(), wanted.getServer(), wanted.getName());
    String key =
        Stream.of(scope.database(), scope.server(), scope.name())
            .filter(part -> !part.isEmpty())
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.invalid(
                        "It names no database, server or alert, and would mean everything.",
                        "Send database, server or name."));
    if (wanted.getAction().equals("release") && takesBack(scope)) {
      // What is silenced may have left databases.yml since.
      reach(registry.find(scope.database()).isPresent() ? scope.database() : "", caller);
      return key;
    }
    reach(scope.database(), caller);
    exists(scope);
    return key;
  }

  /** Whether the caller may change something about a database; empty for all that there are. */
  void reach(String database, Caller caller) throws RefusedException {
    if (database.isEmpty()) {
      reach.everything(caller);
    } else {
      reach.database(database, caller);
    }
  }

  private boolean takesBack(Scope scope) throws SQLException {
    return silences.active().stream().anyMatch(each -> scope.covers(each.scope()));
  }

  private void exists(Scope scope) throws RefusedException, SQLException {
    if (!scope.server().isEmpty()
        && registry.all().stream().noneMatch(each -> server(each).equals(scope.server()))) {
      throw RefusedException.invalid("databases.yml names no such server.", "GET /api/databases");
    }
    Optional<DatabaseEntry> database = registry.find(scope.database());
    if (database.isPresent()
        && !scope.server().isEmpty()
        && !server(database.get()).equals(scope.server())) {
      throw RefusedException.invalid(
          "The database lies on another server.", "Send one of database and server.");
    }
    if (!scope.name().isEmpty() && !silences.known(scope.name())) {
      throw RefusedException.invalid(
          "There are no alerts of this name.", "docs/alerts.md names all of them.");
    }
  }

  private static String server(DatabaseEntry database) {
    return database.server().name();
  }
}
