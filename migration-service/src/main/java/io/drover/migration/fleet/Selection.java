package io.drover.migration.fleet;

import io.drover.schemas.FailureCode;
import io.drover.schemas.FleetRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which databases a fleet is about. */
final class Selection {
  private static final int MOST = 10_000;

  private Selection() {}

  /**
   * Names of the databases, each once. One that is named and not registered is among them: its own
   * operation is rejected.
   */
  static List<String> of(FleetRequested command, DatabaseRegistry registry)
      throws OperationFailure {
    if (!command.getDatabases().isEmpty()) {
      return command.getDatabases().stream().distinct().toList();
    }
    List<String> selected =
        registry.all().stream()
            .filter(entry -> bears(entry, command.getSelect()))
            .map(DatabaseEntry::name)
            .limit(MOST + 1L)
            .toList();
    if (selected.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "No database of the registry bears " + words(command.getSelect()) + ".",
          "grep -n 'labels' databases.yml");
    }
    if (selected.size() > MOST) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "More than 10,000 databases bear " + words(command.getSelect()) + ".",
          "Select a part of them by one more label.");
    }
    return selected;
  }

  private static boolean bears(DatabaseEntry entry, Map<String, String> labels) {
    return entry.labels().entrySet().containsAll(labels.entrySet());
  }

  /** The labels as a person writes them. */
  static String words(Map<String, String> labels) {
    return String.join(
        " and ",
        new TreeMap<>(labels)
            .entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
  }
}
