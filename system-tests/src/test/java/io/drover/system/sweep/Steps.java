package io.drover.system.sweep;

import io.drover.system.harness.Service;
import java.util.ArrayList;
import java.util.List;

/** The named steps at which a service can be killed. */
final class Steps {
  private static final List<String> OF_EVERY_SERVICE =
      List.of(
          "intake-committed",
          "lane-completing",
          "attempt-started",
          "before-terminal-fact",
          "terminal-fact-committed",
          "relay-sent",
          "relay-committed");
  private static final List<String> OF_BACKUPS =
      List.of(
          "backup/adopt-check",
          "backup/lock-held",
          "backup/snapshot-taken",
          "backup/spool-made",
          "backup/dump-running",
          "backup/spool-drained",
          "backup/dump-written",
          "backup/before-manifest",
          "backup/manifest-written",
          "backup/done",
          "restore/lock-held",
          "restore/backup-taken",
          "restore/archive-verified",
          "restore/database-created",
          "restore/archive-unpacked",
          "restore/restore-running",
          "restore/restored",
          "restore/analyzed",
          "restore/before-rename",
          "restore/renamed",
          "restore/awaiting-safety-backup",
          "restore/fencing-announced",
          "restore/connections-refused",
          "restore/connections-ended",
          "restore/before-swap",
          "restore/swapped",
          "restore/before-in-place",
          "restore/in-place-committed",
          "restore/commit-seen",
          "restore/done",
          "maintenance/retention-planned",
          "maintenance/removal-noted",
          "maintenance/backup-removed",
          "maintenance/removal-stated",
          "maintenance/copy-request-written",
          "maintenance/copy-request-committed",
          "maintenance/copy-backup-taken",
          "maintenance/copy-running",
          "maintenance/copy-archive-written",
          "maintenance/copy-committed",
          "maintenance/copy-marked",
          "maintenance/copy-stated",
          "maintenance/scrub-reading",
          "maintenance/scrubbed",
          "maintenance/scrub-stated",
          "maintenance/catalogue-part-announced",
          "maintenance/catalogue-announced",
          "maintenance/import-begun",
          "maintenance/import-running",
          "maintenance/import-written",
          "maintenance/before-manifest",
          "maintenance/manifest-written",
          "maintenance/archive-verified",
          "maintenance/export-written",
          "maintenance/export-published",
          "verify/lock-held",
          "verify/backup-taken",
          "verify/archive-verified",
          "verify/database-created",
          "verify/restore-running",
          "verify/restored",
          "verify/rows-compared",
          "verify/compared",
          "verify/scratch-dropped",
          "verify/verdict-written",
          "verify/done");
  private static final List<String> OF_MIGRATIONS =
      List.of(
          "awaiting-child",
          "child-done",
          "approved",
          "migrate/status-read",
          "migrate/planned",
          "migrate/awaiting-backup",
          "migrate/lock-held",
          "migrate/before-apply",
          "migrate/migration-run",
          "migrate/step-begun",
          "migrate/step-run",
          "migrate/step-done",
          "migrate/migration-applied",
          "migrate/applied",
          "migrate/done",
          "migrate/awaiting-copy",
          "migrate/copy-taken",
          "migrate/rehearsed",
          "migrate/rehearsal-noted",
          "migrate/copy-dropped",
          "fleet/members-chosen",
          "fleet/members-begun",
          "fleet/ends-noted",
          "fleet/summed-up");

  private static final List<String> OF_MONITORS =
      List.of(
          "batch-folded",
          "fold-committed",
          "health-published",
          "alerts-decided",
          "alerts-forgotten",
          "relay-sent",
          "relay-committed",
          "webhook-sent",
          "webhook-noted",
          "controls-read",
          "controls-accepted");

  private Steps() {}

  /** A step of a service. */
  record Step(Service service, String name) {}

  /** Every step of every service. */
  static List<Step> all() {
    List<Step> all = new ArrayList<>();
    for (Service service : Service.operating()) {
      OF_EVERY_SERVICE.forEach(name -> all.add(new Step(service, name)));
    }
    OF_BACKUPS.forEach(name -> all.add(new Step(Service.BACKUP, name)));
    OF_MIGRATIONS.forEach(name -> all.add(new Step(Service.MIGRATION, name)));
    OF_MONITORS.forEach(name -> all.add(new Step(Service.MONITOR, name)));
    OwnWork.allSteps().forEach(name -> all.add(new Step(Service.MIGRATION, name)));
    return all;
  }
}
