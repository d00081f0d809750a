package io.drover.system.harness;

import io.drover.service.operation.StepListener;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lives in the service's process: stops the thread that reaches the wanted step and says so in a
 * file, so that the process can be killed exactly there. The first instance that makes the file is
 * the one that is held; the thread goes on when the file is gone. That the thread was interrupted
 * meanwhile, as an attempt is that must end, is said in a second file.
 */
@Singleton
@Requires(property = "drover.test.hold.step")
final class HoldingSteps implements StepListener {
  private static final long LOOK_AGAIN = 5_000_000;

  private final String wanted;
  private final int occurrence;
  private final Path reached;
  private final String instance;
  private final AtomicInteger seen = new AtomicInteger();

  HoldingSteps(
      @Property(name = "drover.test.hold.step") String wanted,
      @Property(name = "drover.test.hold.occurrence") int occurrence,
      @Property(name = "drover.test.hold.file") String file,
      @Property(name = "drover.instance") String instance) {
    this.wanted = wanted;
    this.occurrence = occurrence;
    this.reached = Path.of(file);
    this.instance = instance;
  }

  @Override
  public void reached(String operation, String step) {
    String kind = operation.isEmpty() ? "" : operation.substring(0, operation.indexOf('/')) + "/";
    boolean meant = wanted.equals(step) || wanted.equals(kind + step);
    if (meant && seen.incrementAndGet() == occurrence && first()) {
      boolean interrupted = false;
      while (Files.exists(reached)) {
        LockSupport.parkNanos(LOOK_AGAIN);
        if (Thread.interrupted()) {
          interrupted = true;
          sayThatItIsToEnd();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void sayThatItIsToEnd() {
    try {
      Files.writeString(Hold.toldToEnd(reached), instance);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean first() {
    try {
      Path claim = reached.resolveSibling(reached.getFileName() + ".claim");
      Files.createFile(claim);
      Path whole = reached.resolveSibling(reached.getFileName() + "." + instance);
      Files.writeString(whole, instance, StandardOpenOption.CREATE);
      Files.move(whole, reached);
      return true;
    } catch (FileAlreadyExistsException another) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
