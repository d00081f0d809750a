package io.drover.monitor.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.monitor.projection.AlertQueries.AlertView;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.DeploymentQueries.DeploymentView;
import io.drover.monitor.projection.HerdQueries.Backup;
import io.drover.monitor.projection.MigrationQueries.MigrationState;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.web.DatabaseView;
import io.drover.monitor.web.Show;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one database.
 *
 * @param migrations null while no operation has told
 * @param alerts those that are open
 */
public record DatabasePage(
    DatabaseView database,
    ChartQuery chart,
    OperationQueries.Page operations,
    List<Backup> backups,
    @Nullable MigrationState migrations,
    List<AlertView> alerts,
    List<DeploymentView> deployments) {
  private static final List<String> WORST_FIRST =
      List.of("critical", "warning", "unknown", "skipped", "ok");
  private static final Set<String> LIVE_LOOK =
      Set.of(
          "blocked-sessions",
          "lock-wait",
          "longest-query",
          "idle-in-transaction",
          "oldest-transaction");
  private static final int CHARTS = 3;
  private static final int BACKUPS_SHOWN = 20;

  /** Checks, the worst first. */
  public List<CheckView> checks() {
    return database.checks().stream()
        .sorted(
            Comparator.<CheckView>comparingInt(check -> WORST_FIRST.indexOf(check.status()))
                .thenComparing(CheckView::name))
        .toList();
  }

  /** Checks that tell who waits for whom at this moment. */
  public List<CheckView> sessions() {
    return database.checks().stream().filter(check -> LIVE_LOOK.contains(check.name())).toList();
  }

  /** Checks to draw: the one asked for, then those that are not well, then the usual ones. */
  public List<CheckView> charts() {
    Stream<CheckView> wanted = named(chart.check());
    Stream<CheckView> unwell =
        checks().stream().filter(check -> Set.of("critical", "warning").contains(check.status()));
    Stream<CheckView> usual =
        Stream.concat(named("size"), Stream.concat(named("connections"), checks().stream()));
    return Stream.of(wanted, unwell, usual)
        .flatMap(checks -> checks)
        .filter(check -> check.value() != null)
        .distinct()
        .limit(CHARTS)
        .toList();
  }

  private Stream<CheckView> named(String name) {
    return database.checks().stream().filter(check -> check.name().equals(name));
  }

  /** The newest backups. */
  public List<Backup> newestBackups() {
    return backups.stream().limit(BACKUPS_SHOWN).toList();
  }

  /** Sizes of the archives, oldest first, as points of a small picture. */
  public String backupTrend() {
    List<Double> sizes = new ArrayList<>();
    backups.reversed().stream()
        .map(backup -> JsonText.read(backup.details()))
        .filter(details -> !details.path("partial").asBoolean())
        .forEach(details -> sizes.add(details.path("archiveBytes").asDouble()));
    return Sparkline.points(sizes);
  }

  /** Migrations as the newest operation found them, the newest first. */
  public List<JsonNode> scripts() {
    List<JsonNode> scripts = new ArrayList<>();
    if (migrations != null) {
      JsonText.read(migrations.migrations()).forEach(scripts::add);
    }
    return scripts.reversed();
  }

  /** Address of this page with a chart of that check. */
  public String charting(String check, String range) {
    return "?check=" + Show.encoded(check) + "&range=" + range + "#charts";
  }
}
