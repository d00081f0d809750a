package io.drover.migration.source;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationNamespace;
import java.util.List;
import java.util.Optional;

/** The namespace of a policy that a request is about. */
public final class RequestedNamespace {
  private RequestedNamespace() {}

  /**
   * The one that is named, or the only one.
   *
   * @throws OperationFailure {@code INVALID_REQUEST} there are several and none is named, or it is
   *     not among them
   */
  public static MigrationNamespace of(MigrateRequested command, DatabaseEntry database)
      throws OperationFailure {
    List<MigrationNamespace> all = database.policy().migrations().namespaces();
    String wanted = command.getNamespace();
    if (wanted.isEmpty() && all.size() == 1) {
      return all.getFirst();
    }
    Optional<MigrationNamespace> found =
        all.stream().filter(each -> each.name().equals(wanted)).findFirst();
    String names = String.join(", ", all.stream().map(MigrationNamespace::name).toList());
    return found.orElseThrow(
        () ->
            OperationFailure.of(
                FailureCode.INVALID_REQUEST,
                wanted.isEmpty()
                    ? "The database " + database.name() + " has several namespaces of migrations."
                    : "The database " + database.name() + " has no namespace " + wanted + ".",
                "Name one of these with --namespace: " + names + "."));
  }
}
