package io.drover.migration.execution;

import io.drover.migration.execution.Kind.InTransaction;
import io.drover.migration.execution.Kind.OfTheSession;
import io.drover.migration.execution.Kind.Outside;
import io.drover.migration.execution.Kind.TransactionControl;
import io.drover.migration.execution.ReindexStep.Scope;
import java.util.List;
import java.util.Optional;

/**
 * Recognises the statements that PostgreSQL runs in no transaction (the notes of each command in
 * the manual's part Reference). One that is not recognised is tried in a transaction first.
 */
final class Recognition {
  private static final List<String> CONTROL =
      List.of("BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE");
  private static final List<String> SESSION =
      List.of("SET", "RESET", "SHOW", "PREPARE", "DEALLOCATE", "LISTEN", "UNLISTEN", "LOAD");

  private Recognition() {}

  static Kind of(String sql) {
    Scan scan = new Scan(sql);
    if (scan.take("START", "TRANSACTION")
        || scan.take("PREPARE", "TRANSACTION")
        || CONTROL.stream().anyMatch(scan::take)) {
      return new TransactionControl();
    }
    if (SESSION.stream().anyMatch(scan::take)
        || scan.take("DISCARD")
        || scan.take("SELECT", "set_config", "(")
        || scan.take("SELECT", "pg_catalog", ".", "set_config", "(")) {
      return new OfTheSession();
    }
    if (scan.take("VACUUM") || scan.take("ALTER", "SYSTEM")) {
      return new Outside(new RepeatableStep());
    }
    if (scan.take("CLUSTER")) {
      return new InTransaction(new RepeatableStep());
    }
    if (scan.take("REINDEX")) {
      return reindex(scan);
    }
    Optional<OutsideStep> step = Optional.empty();
    if (scan.take("CREATE")) {
      step = create(scan);
    } else if (scan.take("DROP")) {
      step = drop(scan);
    } else if (scan.take("ALTER", "TABLE")) {
      step = detach(scan);
    }
    return step.<Kind>map(Outside::new).orElseGet(() -> new InTransaction(new UnverifiableStep()));
  }

  private static Optional<OutsideStep> create(Scan scan) {
    boolean unique = scan.take("UNIQUE");
    if (scan.take("INDEX", "CONCURRENTLY")) {
      scan.take("IF", "NOT", "EXISTS");
      Optional<String> name = scan.sees("ON") ? Optional.empty() : scan.name();
      scan.take("ON");
      scan.take("ONLY");
      Optional<String> table = scan.name();
      return Optional.of(
          name.isPresent() && table.isPresent()
              ? new CreateIndexStep(unique, name.get(), table.get(), scan.rest())
              : new UnverifiableStep());
    }
    return unique ? Optional.empty() : serverObject(scan, true);
  }

  private static Optional<OutsideStep> drop(Scan scan) {
    if (scan.take("INDEX", "CONCURRENTLY")) {
      scan.take("IF", "EXISTS");
      return Optional.of(
          scan.name().<OutsideStep>map(DropIndexStep::new).orElseGet(UnverifiableStep::new));
    }
    return serverObject(scan, false);
  }

  private static Optional<OutsideStep> serverObject(Scan scan, boolean made) {
    boolean database = scan.take("DATABASE");
    if (!database && !scan.take("TABLESPACE")) {
      return Optional.empty();
    }
    scan.take("IF", "EXISTS");
    return scan.name().map(name -> new ServerObjectStep(database, name, made));
  }

  private static Optional<OutsideStep> detach(Scan scan) {
    scan.take("IF", "EXISTS");
    scan.take("ONLY");
    Optional<String> table = scan.name();
    if (table.isEmpty() || !scan.take("DETACH", "PARTITION")) {
      return Optional.empty();
    }
    Optional<String> partition = scan.name();
    return partition.isPresent() && scan.take("CONCURRENTLY")
        ? Optional.of(new DetachStep(table.get(), partition.get()))
        : Optional.empty();
  }

  private static Kind reindex(Scan scan) {
    boolean option = scan.options("CONCURRENTLY");
    for (Scope scope : Scope.values()) {
      if (scan.take(scope.name())) {
        boolean concurrent = scan.take("CONCURRENTLY") || option;
        if (concurrent) {
          return new Outside(new ReindexStep(scope, scan.name().orElse("")));
        }
        return scope == Scope.INDEX || scope == Scope.TABLE
            ? new InTransaction(new RepeatableStep())
            : new Outside(new RepeatableStep());
      }
    }
    return new InTransaction(new RepeatableStep());
  }
}
