package io.drover.migration.flyway;

import io.drover.migration.execution.UnfinishedScripts;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Placeholders;
import io.drover.service.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;

/** Reads what a run executes out of Flyway's view. */
final class RunContents {
  private final HistoryMark mark;
  private final Configuration configuration;
  private final ScriptReader reader;

  RunContents(HistoryMark mark, Configuration configuration, Target target) {
    this.mark = mark;
    this.configuration = configuration;
    this.reader = new ScriptReader(configuration, builtIn(configuration, target));
  }

  /**
   * @param unfinished scripts that failed in the middle and go on in the run: they too still count
   *     as to be run, and their failed rows, which the run takes away, as not there
   */
  RunContent of(MigrationNamespace namespace, MigrationInfo[] infos, UnfinishedScripts unfinished)
      throws OperationFailure {
    Set<String> resumable = unfinished.failed();
    SqlCallbacks callbacks = SqlCallbacks.of(configuration);
    List<MigrationInfo> running =
        Arrays.stream(infos).filter(info -> runs(info) || resumes(info, resumable)).toList();
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
            .filter(info -> !resumes(info, resumable))
            .sorted(Comparator.comparing(MigrationInfo::getInstalledRank))
            .map(RunContents::line)
            .toList(),
        scripts(files, unfinished.done()));
  }

  List<RunScript> scripts(List<LoadableResource> files, Map<String, Set<Integer>> done)
      throws OperationFailure {
    List<RunScript> scripts = new ArrayList<>();
    for (LoadableResource file : files) {
      scripts.add(
          new RunScript(
              file.getRelativePath(),
              path(file),
              Optional.ofNullable(
                      SqlScriptMetadata.getMetadataResource(
                          configuration.getResourceProvider(), file))
                  .map(RunContents::path),
              reader.read(file),
              done.getOrDefault(file.getRelativePath(), Set.of())));
    }
    return scripts;
  }

  private static Path path(LoadableResource file) {
    return Path.of(file.getAbsolutePathOnDisk());
  }

  /**
   * What the run's own connection will tell Flyway; none of it has a part in a statement's form.
   */
  private static Map<String, String> builtIn(Configuration configuration, Target target) {
    String[] schemas = configuration.getSchemas();
    return Map.of(
        "flyway:defaultSchema",
        schemas.length == 0 ? "public" : schemas[0],
        "flyway:user",
        target.server().user(),
        "flyway:database",
        target.physicalName(),
        "flyway:table",
        configuration.getTable(),
        "flyway:timestamp",
        "",
        "flyway:workingDirectory",
        "",
        "flyway:environment",
        "");
  }

  static List<String> lines(Placeholders placeholders) {
    List<String> lines = new ArrayList<>();
    lines.add("replaced " + placeholders.replaced());
    new TreeMap<>(placeholders.plain()).forEach((name, value) -> lines.add(name + "=" + value));
    new TreeSet<>(placeholders.secret().keySet()).forEach(lines::add);
    return lines;
  }

  private static boolean resumes(MigrationInfo info, Set<String> resumable) {
    return info.getState().isFailed() && resumable.contains(info.getScript());
  }

  private boolean runs(MigrationInfo info) {
    return info.getState() == MigrationState.PENDING
        || (info.getInstalledRank() != null
            && !info.getType().isSynthetic()
            && mark.made(info.getInstalledBy()));
  }

  static String line(MigrationInfo info) {
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
