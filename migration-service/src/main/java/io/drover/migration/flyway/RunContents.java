package io.drover.migration.flyway;

import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Placeholders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;

/** Reads what a run executes out of Flyway's view. */
final class RunContents {
  private final HistoryMark mark;
  private final Configuration configuration;

  RunContents(HistoryMark mark, Configuration configuration) {
    this.mark = mark;
    this.configuration = configuration;
  }

  RunContent of(MigrationNamespace namespace, MigrationInfo[] infos) {
    SqlCallbacks callbacks = SqlCallbacks.of(configuration);
    List<MigrationInfo> running = Arrays.stream(infos).filter(this::runs).toList();
    List<LoadableResource> files = new ArrayList<>();
    Map<String, LoadableResource> byPath =
        callbacks.with(running.toArray(MigrationInfo[]::new)).stream()
            .collect(
                Collectors.toMap(
                    LoadableResource::getAbsolutePathOnDisk, Function.identity(), (a, _) -> a));
    for (MigrationInfo each : running) {
      LoadableResource file = byPath.remove(each.getPhysicalLocation());
      if (file != null) {
        files.add(file);
      }
    }
    if (!files.isEmpty()) {
      files.addAll(callbacks.all());
    }
    String schemas = String.join(",", configuration.getSchemas());
    return new RunContent(
        namespace.name(),
        schemas + "/" + configuration.getTable(),
        lines(namespace.placeholders()),
        Arrays.stream(infos)
            .filter(info -> info.getInstalledRank() != null && !mark.made(info.getInstalledBy()))
            .sorted(Comparator.comparing(MigrationInfo::getInstalledRank))
            .map(RunContents::line)
            .toList(),
        files,
        configuration);
  }

  private static List<String> lines(Placeholders placeholders) {
    List<String> lines = new ArrayList<>();
    lines.add("replaced " + placeholders.replaced());
    new TreeMap<>(placeholders.plain()).forEach((name, value) -> lines.add(name + "=" + value));
    new TreeSet<>(placeholders.secret().keySet()).forEach(lines::add);
    return lines;
  }

  private boolean runs(MigrationInfo info) {
    return info.getState() == MigrationState.PENDING
        || (info.getInstalledRank() != null
            && !info.getType().isSynthetic()
            && mark.made(info.getInstalledBy()));
  }

  private static String line(MigrationInfo info) {
    return "%s %s %s %s %s %s"
        .formatted(
            info.getInstalledRank(),
            info.getType(),
            info.getVersion(),
            info.getChecksum(),
            info.getState().isFailed() ? "failed" : "applied",
            info.getScript());
  }
}
