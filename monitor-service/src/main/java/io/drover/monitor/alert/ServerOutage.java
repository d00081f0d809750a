package io.drover.monitor.alert;

import io.drover.monitor.projection.CheckView;
import io.drover.service.target.DatabaseEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Databases of one server that do not answer. When most of them do not for the same reason, the
 * trouble is the server's, and there is one alert.
 */
final class ServerOutage {
  /** Name of the evidence that says why the server does not answer. */
  static final String REASON = "reason";

  private static final int SEVERAL = 2;

  private final String server;
  private final int databases;
  private final Map<String, List<String>> byReason = new LinkedHashMap<>();
  private final Map<String, String> remedies = new HashMap<>();

  /**
   * @param databases how many the registry names on the server
   */
  ServerOutage(String server, int databases) {
    this.server = server;
    this.databases = databases;
  }

  void consider(DatabaseEntry database, CheckView check) {
    consider(database.name(), database.physicalName(), check);
  }

  /**
   * The same.
   *
   * @param physical its name on the server; names are no part of a reason
   */
  void consider(String database, String physical, CheckView check) {
    if (check.name().equals(AlertName.REACHABLE_CHECK) && check.status().equals("critical")) {
      String reason = check.message().replace(physical, "…").replace(database, "…");
      byReason.computeIfAbsent(reason, any -> new ArrayList<>()).add(database);
      remedies.put(reason, check.remedy());
    }
  }

  /** The conditions, with one for the server in place of those of the databases it takes along. */
  List<Condition> grouped(Collection<Condition> conditions) {
    Optional<Map.Entry<String, List<String>>> most =
        byReason.entrySet().stream()
            .max(Comparator.comparingInt(each -> each.getValue().size()))
            .filter(each -> each.getValue().size() >= SEVERAL)
            .filter(each -> each.getValue().size() * 2 > databases);
    if (most.isEmpty()) {
      return List.copyOf(conditions);
    }
    List<String> members = most.get().getValue().stream().sorted().toList();
    List<Condition> all = new ArrayList<>();
    for (Condition each : conditions) {
      boolean taken =
          each.name().equals(AlertName.REACHABLE_CHECK)
              && members.contains(each.about().database());
      // One that was raised before stays; no other is.
      all.add(taken ? Condition.keeping(each.name(), each.about()) : each);
    }
    all.add(
        Condition.of(
                AlertName.SERVER_DOWN.word(),
                Severity.CRITICAL,
                About.server(server),
                "Most databases of the server " + server + " do not answer.")
            .seen("databases that do not answer", members.size() + " of " + databases)
            .seen(REASON, most.get().getKey())
            .remedy(remedies.getOrDefault(most.get().getKey(), ""))
            .members(members));
    return all;
  }
}
