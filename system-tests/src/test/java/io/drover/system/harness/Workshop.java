package io.drover.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes herds. The first one makes the services' archives of classes and leaves backups for the
 * others.
 */
public final class Workshop {
  private static final Duration TRAINING = Duration.ofMinutes(4);
  private static @Nullable Workshop instance;

  private final Launcher launcher = new Launcher();

  /** More than the policy keeps. */
  private static final int GIVEN_BACKUPS = 3;

  private final Path backups;

  private Workshop() {
    try {
      backups = Files.createTempDirectory("drover-system-backups-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryFolders.delete(backups)));
    try (Herd herd = Herd.make(HerdPlan.shared(), launcher)) {
      herd.start(Service.BACKUP, "backup-trained");
      herd.start(Service.MIGRATION, "migration-trained");
      herd.start(Service.MONITOR, "monitor-trained");
      for (int i = 0; i < GIVEN_BACKUPS; i++) {
        String backup = herd.requests().backup("alpha");
        herd.ledger()
            .awaitState(Service.BACKUP, backup, TRAINING, "SUCCEEDED", "FAILED", "REJECTED");
      }
      String other = herd.requests().backup("gamma");
      herd.ledger().awaitState(Service.BACKUP, other, TRAINING, "SUCCEEDED", "FAILED", "REJECTED");
      Map<String, Object> parallel =
          Requests.fields(herd.requests().newId("backup"), Herd.IN_A_DIRECTORY);
      parallel.put("format", "directory");
      herd.requests().request("backup", parallel);
      herd.ledger()
          .awaitState(
              Service.BACKUP, Requests.idOf(parallel), TRAINING, "SUCCEEDED", "FAILED", "REJECTED");
      String restore = herd.requests().restore("alpha", herd.physical("alpha_copy"));
      String migrate = herd.requests().migrate("beta");
      herd.ledger()
          .awaitState(Service.BACKUP, restore, TRAINING, "SUCCEEDED", "FAILED", "REJECTED");
      herd.ledger()
          .awaitState(Service.MIGRATION, migrate, TRAINING, "SUCCEEDED", "FAILED", "REJECTED");
      herd.ledger().awaitIdle(TRAINING, Service.BACKUP);
      // The archives are written at the end.
      herd.endServices(180);
      for (String database : List.of("alpha", "gamma", Herd.IN_A_DIRECTORY)) {
        TemporaryFolders.copy(
            herd.repository().resolve(database), Backups.originals(backups).resolve(database));
      }
      TemporaryFolders.copy(herd.copies(), Backups.copies(backups));
    }
  }

  /** The workshop of this JVM. */
  public static synchronized Workshop get() {
    Workshop current = instance;
    if (current == null) {
      current = new Workshop();
      instance = current;
    }
    return current;
  }

  /** A herd on the shared broker and PostgreSQL, with backups of alpha. */
  public Herd herd() {
    return herd(HerdPlan.shared());
  }

  /** A herd with backups of alpha. */
  public Herd herd(HerdPlan plan) {
    return Herd.make(plan.withBackups(backups), launcher);
  }
}
