package io.drover.migration;

import io.drover.migration.bundle.BundleRoots;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationBundle;
import io.drover.service.target.MigrationNamespace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bundle that a request names in place of the policy's own. */
final class RequestedBundle {
  private RequestedBundle() {}

  /**
   * The bundle, if one is named.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: it is not named as it must be
   */
  static Optional<MigrationBundle> of(MigrateRequested command) throws OperationFailure {
    if (command.getBundle().isEmpty() && command.getBundleSha256().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MigrationBundle.of(command.getBundle(), command.getBundleSha256()));
    } catch (IllegalArgumentException e) {
      throw OperationFailure.of(
              FailureCode.INVALID_REQUEST,
              String.valueOf(e.getMessage()),
              "./drover migrate "
                  + command.getDatabase()
                  + " --status --bundle URL --sha256 \"$(sha256sum FILE | cut -d' ' -f1)\"")
          .causedBy(e);
    }
  }

  /** Refuses a bundle that the policy or the service does not let requests name. */
  static void check(MigrateRequested command, DatabaseEntry database, BundleRoots roots)
      throws OperationFailure {
    Optional<MigrationBundle> bundle = of(command);
    @Nullable MigrationNamespace taker =
        database.policy().migrations().namespaces().stream()
            .filter(MigrationNamespace::bundlesFromRequests)
            .findFirst()
            .orElse(null);
    if (bundle.isPresent() && taker == null) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of " + database.name() + " does not let requests name a bundle.",
          "Set policy.migrations.bundles-from-requests: true of "
              + database.name()
              + " in databases.yml, or name the bundle there.");
    }
    if (bundle.isPresent()) {
      roots.permit(bundle.get().url());
    } else if (taker != null && !taker.hasSources()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The database "
              + database.name()
              + " has migrations in bundles of requests alone, and"
              + " this one names none.",
          "./drover migrate " + database.name() + " --status --bundle FILE-OR-URL");
    }
  }
}
