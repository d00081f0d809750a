package io.drover.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A place in the services' work where the first process that comes there is held. */
public final class Hold {
  private final Path file;
  private final Map<String, String> properties;

  private Hold(Path file, Map<String, String> properties) {
    this.file = file;
    this.properties = properties;
  }

  /**
   * The n-th time that a process of the herd comes to this step, such as {@code backup/lock-held}.
   */
  public static Hold at(Herd herd, String step, int occurrence) {
    Path file = herd.file("reached-" + step.replace('/', '-'));
    return new Hold(
        file,
        Map.of(
            "drover.test.hold.step",
            step,
            "drover.test.hold.occurrence",
            String.valueOf(occurrence),
            "drover.test.hold.file",
            file.toString()));
  }

  /** Properties for the processes that are to be held there. */
  public Map<String, String> properties() {
    return properties;
  }

  /** Whether a process is held. */
  public boolean reached() {
    return Files.exists(file);
  }

  /** Waits for a process to be held and says which instance it is. */
  public String await(Duration limit) {
    Awaitility.await().atMost(limit).pollInterval(Duration.ofMillis(10)).until(this::reached);
    return holder();
  }

  /** Waits until the service has told the held work to end, as it does when it is cancelled. */
  public void awaitToldToEnd(Duration limit) {
    Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Files.exists(toldToEnd(file)));
  }

  static Path toldToEnd(Path reached) {
    return reached.resolveSibling(reached.getFileName() + ".told-to-end");
  }

  /** The instance that is held. */
  public String holder() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the process go on. */
  public void release() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
