package io.drover.cli.stack;

import io.drover.cli.CliFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a stack of an earlier run left. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Makes room for a new stack.
   *
   * @param fresh whether the former one's data is deleted
   * @throws CliFailure when the former one runs
   */
  static void clear(StackFolder place, boolean fresh) {
    StackState.read(place.folder()).ifPresent(state -> clear(place, state, fresh));
    if (fresh && Files.exists(place.folder())) {
      delete(place.folder());
    }
  }

  private static void clear(StackFolder place, StackState state, boolean fresh) {
    if (state.isRunning() || state.members().stream().anyMatch(Member::isAlive)) {
      throw new CliFailure(
          "A stack of " + place.folder() + " runs already, with Kafka at " + state.kafka() + ".",
          "./drover status");
    }
    Path postgres = Path.of(state.postgresFolder()).normalize();
    if (fresh && isOurs(postgres) && Files.exists(postgres)) {
      delete(postgres);
    }
    StackState.remove(place.folder());
  }

  /** The file could name any folder: only names that the local stack gives are deleted. */
  private static boolean isOurs(Path postgres) {
    return List.of(Path.of("/var/lib"), Path.of("/tmp")).contains(postgres.getParent())
        && postgres.getFileName().toString().matches("drover-[0-9a-f]{8}");
  }

  private static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CliFailure(
          "What an earlier run left in " + folder + " cannot be deleted: " + e.getMessage(),
          "sudo rm -rf '" + folder + "'",
          e);
    }
  }
}
