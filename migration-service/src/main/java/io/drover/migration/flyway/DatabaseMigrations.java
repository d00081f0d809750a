package io.drover.migration.flyway;

import io.drover.migration.execution.StatementWatch;
import io.drover.migration.source.MigrationSource;
import io.drover.migration.source.MigrationSources;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of all namespaces of one database, in the policy's order, through the connections
 * of one attempt. Not thread-safe. The methods throw as those of {@link FlywayMigrations} do; with
 * several namespaces the sentence begins with the name of the one that failed.
 */
public final class DatabaseMigrations {
  private final List<FlywayMigrations> namespaces;

  private DatabaseMigrations(List<FlywayMigrations> namespaces) {
    this.namespaces = List.copyOf(namespaces);
  }

  /** The migrations of the attempt's target, from these sources for as long as they are open. */
  public static DatabaseMigrations of(Attempt<?> attempt, MigrationSources sources) {
    List<FlywayMigrations> namespaces = new ArrayList<>();
    for (MigrationSource source : sources.all()) {
      namespaces.add(FlywayMigrations.of(attempt, source));
    }
    return new DatabaseMigrations(namespaces);
  }

  /**
   * The same up to the end of one namespace.
   *
   * @param namespace those after it are left out
   * @param version scripts of higher versions of this namespace are left out; null for none
   */
  public static DatabaseMigrations upTo(
      Attempt<?> attempt, MigrationSources sources, String namespace, @Nullable String version) {
    List<FlywayMigrations> namespaces = new ArrayList<>();
    for (MigrationSource source : sources.all()) {
      boolean last = source.namespace().name().equals(namespace);
      namespaces.add(FlywayMigrations.upTo(attempt, source, last ? version : null));
      if (last) {
        break;
      }
    }
    return new DatabaseMigrations(namespaces);
  }

  /** Reads what is applied and what is pending; changes nothing in the database. */
  public DatabaseStatus status() throws OperationFailure, InterruptedException {
    var statuses = new LinkedHashMap<String, MigrationStatus>();
    for (FlywayMigrations each : namespaces) {
      try {
        statuses.put(each.name(), each.status());
      } catch (OperationFailure failure) {
        throw named(each, failure);
      }
    }
    return new DatabaseStatus(statuses);
  }

  /** Refuses what {@link #apply} would stumble over in any namespace. */
  public void requireApplicable(DatabaseStatus status)
      throws OperationFailure, InterruptedException {
    for (FlywayMigrations each : namespaces) {
      try {
        each.requireApplicable(of(each, status));
      } catch (OperationFailure failure) {
        throw named(each, failure);
      }
    }
  }

  /** What {@link #apply} runs, namespace by namespace; changes nothing. */
  public List<RunContent> content() throws OperationFailure, InterruptedException {
    List<RunContent> contents = new ArrayList<>();
    for (FlywayMigrations each : namespaces) {
      try {
        contents.add(each.content());
      } catch (OperationFailure failure) {
        throw named(each, failure);
      }
    }
    return contents;
  }

  /**
   * Applies what is pending, one namespace after another.
   *
   * @throws OperationFailure a script failed; those before it, and the namespaces before, stay
   *     applied, and those after have not been begun
   */
  public void apply(DatabaseStatus status) throws OperationFailure, InterruptedException {
    apply(status, _ -> StatementWatch.NONE);
  }

  /**
   * The same under the eyes of others.
   *
   * @param watches what sees the statements of a namespace, by its name
   */
  public void apply(DatabaseStatus status, Function<String, StatementWatch> watches)
      throws OperationFailure, InterruptedException {
    if (namespaces.size() > 1) {
      for (FlywayMigrations each : namespaces) {
        each.begin(of(each, status));
      }
    }
    for (FlywayMigrations each : namespaces) {
      if (of(each, status).hasWork()) {
        try {
          each.apply(of(each, status), watches.apply(each.name()));
        } catch (OperationFailure failure) {
          throw named(each, failure);
        }
      }
    }
  }

  private static MigrationStatus of(FlywayMigrations migrations, DatabaseStatus status) {
    return Objects.requireNonNull(status.namespaces().get(migrations.name()));
  }

  private OperationFailure named(FlywayMigrations migrations, OperationFailure failure) {
    if (namespaces.size() == 1) {
      return failure;
    }
    OperationFailure named =
        OperationFailure.of(
                failure.code(),
                "Namespace " + migrations.name() + ": " + failure.message(),
                failure.remedy())
            .withDetail(failure.detail());
    OperationFailure caused =
        failure.getCause() == null ? named : named.causedBy(failure.getCause());
    return failure.retryable() ? caused.asRetryable() : caused;
  }
}
