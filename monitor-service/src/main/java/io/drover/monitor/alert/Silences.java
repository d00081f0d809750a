package io.drover.monitor.alert;

import io.drover.monitor.projection.HealthQueries;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The silences of many alerts that hold now. Thread-safe. */
public final class Silences {
  private final StateDatabase state;
  private final HealthQueries health;
  private final Clock clock;
  private final ControlStore store = new ControlStore();

  /** Reads what the monitor has taken in of what people said. */
  public Silences(StateDatabase state, HealthQueries health, Clock clock) {
    this.state = state;
    this.health = health;
    this.clock = clock;
  }

  /**
   * Which alerts; an empty part means any.
   *
   * @param name of an alert or a check
   */
  public record Scope(String database, String server, String name) {
    /** Whether a release of this takes a silence of the other back. */
    public boolean covers(Scope other) {
      return (database.isEmpty() || database.equals(other.database))
          && (server.isEmpty() || server.equals(other.server))
          && (name.isEmpty() || name.equals(other.name));
    }
  }

  /**
   * A silence.
   *
   * @param requestedBy who asked for it
   * @param reason may be empty
   * @param since when it was said
   * @param until when it ends by itself
   */
  public record Silence(
      String database,
      String server,
      String name,
      String requestedBy,
      String reason,
      Instant since,
      Instant until) {
    /** Which alerts it is about. */
    public Scope scope() {
      return new Scope(database, server, name);
    }
  }

  /**
   * Those that nobody has taken back, oldest first, one of each scope.
   *
   * @throws SQLException the state database is away
   */
  public List<Silence> active() throws SQLException {
    return active(state.inTransaction(store::all), clock.instant());
  }

  /**
   * Whether there are alerts of this name: Drover's own, or of a check that someone publishes.
   *
   * @throws SQLException the state database is away
   */
  public boolean known(String name) throws SQLException {
    return Runbooks.has(name)
        || health.all().values().stream()
            .flatMap(view -> view.checks().stream())
            .anyMatch(check -> check.name().equals(name));
  }

  /**
   * The same of these controls.
   *
   * @param controls oldest first
   */
  static List<Silence> active(List<Control> controls, Instant now) {
    Map<Scope, Silence> active = new LinkedHashMap<>();
    for (Control each : controls) {
      Scope scope = new Scope(each.database(), each.server(), each.name());
      if (!each.alertId().isEmpty() || !each.until().isAfter(now)) {
        continue;
      }
      switch (each.action()) {
        case SILENCE -> {
          active.remove(scope);
          active.put(scope, silence(each));
        }
        case RELEASE -> active.keySet().removeIf(scope::covers);
        case ACKNOWLEDGE -> {}
      }
    }
    return List.copyOf(active.values());
  }

  private static Silence silence(Control control) {
    return new Silence(
        control.database(),
        control.server(),
        control.name(),
        control.by(),
        control.reason(),
        control.at(),
        control.until());
  }
}
