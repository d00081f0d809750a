package io.drover.system.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * When all is over no session, lock, process, spool or half-made database of an operation is left.
 */
final class NothingLeft implements Invariant {
  /** Looks, and no time: on a machine that stands still nothing settles. */
  private static final int MOST_LOOKS = 100;

  private static final long PAUSE_MILLIS = 50;

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> left = left(evidence.scene());
    for (int looks = 1; !left.isEmpty() && looks < MOST_LOOKS; looks++) {
      Thread.sleep(PAUSE_MILLIS);
      left = left(evidence.scene());
    }
    return left;
  }

  private static List<String> left(Scene scene) throws SQLException, IOException {
    Databases databases = new Databases(scene);
    List<String> left = new ArrayList<>();
    databases
        .column(
            "postgres",
            "SELECT application_name || ' on ' || datname FROM pg_stat_activity WHERE"
                + " application_name LIKE 'drover/%'")
        .forEach(each -> left.add("a session " + each));
    databases
        .column("postgres", "SELECT pid || ' ' || mode FROM pg_locks WHERE locktype = 'advisory'")
        .forEach(each -> left.add("an advisory lock of " + each));
    databases
        .column(
            "postgres",
            "SELECT datname FROM pg_database WHERE datname LIKE ANY (ARRAY['drover\\_restore\\_%',"
                + " 'drover\\_verify\\_%', 'drover\\_adopt\\_%'])")
        .forEach(each -> left.add("the half-made database " + each));
    ProcessTable.read().stream()
        .filter(each -> each.worksForDrover(scene.server().port()))
        .forEach(each -> left.add("the process " + each.commandLine()));
    spooled(scene.spool()).forEach(each -> left.add("the spool " + each));
    return left;
  }

  private static List<Path> spooled(Path spool) throws IOException {
    if (!Files.exists(spool)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(spool)) {
      return children.filter(Files::isDirectory).toList();
    }
  }
}
