package io.drover.backup.swap;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.DatabaseRemoval;
import io.drover.service.target.LockMode;
import io.drover.service.target.LockOptions;
import io.drover.service.target.OnBusy;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.Target;
import io.drover.service.target.TargetConnections;
import io.drover.service.target.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops marked databases whose time is over, by their server's clock, and opens those that a dead
 * operation has left fenced. Acts under the target lock only, for which it does not wait, so that
 * several janitors, and operations at work, do not hurt each other.
 */
public final class Janitor {
  private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(1);

  private final DatabaseRegistry registry;
  private final TargetConnections connections;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** A janitor of all servers of the registry. */
  public Janitor(DatabaseRegistry registry, TargetConnections connections) {
    this.registry = registry;
    this.connections = connections;
  }

  /** Looks at every server once; one that is away is looked at again in the next round. */
  public void round() throws InterruptedException {
    Map<String, DatabaseEntry> servers = new LinkedHashMap<>();
    registry.all().forEach(entry -> servers.putIfAbsent(entry.server().name(), entry));
    for (Map.Entry<String, DatabaseEntry> server : servers.entrySet()) {
      try {
        clean(server.getValue());
        told.remove(server.getKey());
      } catch (SQLException e) {
        tell(server.getKey(), "Server " + server.getKey() + " cannot be looked at", e);
      }
    }
  }

  private void clean(DatabaseEntry entry) throws SQLException, InterruptedException {
    try (Connection maintenance =
        connections.open(
            entry.server(),
            entry.server().maintenanceDatabase(),
            "drover-janitor",
            CONNECT,
            ANSWER)) {
      for (NamedDatabase marked : NamedDatabase.marked(maintenance)) {
        if (due(maintenance, marked) && isLockedVia(entry.server(), locked(marked))) {
          clean(entry, maintenance, marked);
        }
      }
    }
  }

  private void clean(DatabaseEntry entry, Connection maintenance, NamedDatabase marked)
      throws InterruptedException {
    String place = entry.server().name() + "/" + marked.name();
    try (TargetLock _ = lock(new Target(entry, locked(marked)))) {
      NamedDatabase now = NamedDatabase.find(maintenance, marked.name()).orElse(null);
      // Another janitor, or an operation, may have come first.
      if (now != null && now.oid() == marked.oid() && due(maintenance, now)) {
        clean(maintenance, now, place);
      }
      told.remove(place);
    } catch (OperationFailure e) {
      if (!e.code().equals(FailureCode.BUSY)) {
        tell(place, "Database " + place + " cannot be locked", e);
      }
    } catch (SQLException e) {
      tell(place, "Database " + place + " cannot be dropped or opened", e);
    }
  }

  private static void clean(Connection maintenance, NamedDatabase database, String place)
      throws SQLException {
    Mark mark = database.requireMark();
    if (mark.state() == Mark.State.FENCED) {
      Fence.reopen(maintenance, database);
      LOG.warn("{} was left fenced by operation {} and is open again", place, mark.operationId());
    } else {
      DatabaseRemoval.drop(maintenance, database.name());
      LOG.info(
          "{} was dropped: {} by operation {} until {}",
          place,
          mark.state(),
          mark.operationId(),
          mark.until());
    }
  }

  /** The name that operations on it lock: an undo locks the one that a kept database had. */
  private static String locked(NamedDatabase marked) {
    return marked.isMarked(Mark.State.KEPT) ? marked.requireMark().name() : marked.name();
  }

  /** Locks lie in one maintenance database: that of the server which the registry names for it. */
  private boolean isLockedVia(ServerEntry server, String name) {
    return registry.all().stream()
        .filter(entry -> entry.physicalName().equals(name))
        .map(DatabaseEntry::server)
        .filter(other -> other.host().equals(server.host()) && other.port() == server.port())
        .allMatch(other -> other.name().equals(server.name()));
  }

  private static boolean due(Connection maintenance, NamedDatabase database) throws SQLException {
    Mark mark = database.mark().orElse(null);
    if (mark == null) {
      return false;
    }
    Instant until = mark.until();
    return mark.state() == Mark.State.FENCED
        || (until != null && !until.isAfter(NamedDatabase.now(maintenance)));
  }

  private TargetLock lock(Target target) throws OperationFailure, InterruptedException {
    // Sessions of one name end each other, so each one has its own.
    String id = UUID.randomUUID().toString();
    LockOptions options = new LockOptions("janitor", id, OnBusy.FAIL, false, CONNECT);
    return TargetLock.acquire(connections, target, LockMode.EXCLUSIVE, options, new Undisturbed());
  }

  /** Once, not every minute. */
  private void tell(String place, String what, Exception why) {
    if (told.add(place)) {
      LOG.warn("{}: {}", what, why.getMessage());
    }
  }
}
