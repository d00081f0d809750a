package io.drover.backup.dump;

import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a parallel pg_dump says with {@code --verbose}: which items are finished, and, among much
 * else, warnings and errors. Thread-safe.
 */
final class DumpWords implements Consumer<String> {
  private static final Pattern FINISHED =
      Pattern.compile("pg_dump: finished item (\\d+) (?:TABLE DATA|BLOBS) .*");
  private static final Pattern TALK =
      Pattern.compile("pg_dump: (?!error:|warning:|detail:|hint:|fatal:).*");
  private static final int KEPT = 8192;

  private final BlockingQueue<Long> finished = new LinkedBlockingQueue<>();
  private final StringBuilder said = new StringBuilder();
  private boolean talking = true;

  @Override
  public void accept(String line) {
    Matcher matcher = FINISHED.matcher(line);
    if (matcher.matches()) {
      finished.add(Long.parseLong(matcher.group(1)));
    }
    keep(line);
  }

  /** What begins with no word of pg_dump's own goes on with what was said before. */
  private synchronized void keep(String line) {
    talking = line.startsWith("pg_dump: ") ? TALK.matcher(line).matches() : talking;
    if (!talking) {
      said.append(line).append('\n');
      said.delete(0, Math.max(0, said.length() - KEPT));
    }
  }

  /** Number of an item that is finished; empty when there is none for a while. */
  OptionalLong next(long millis) throws InterruptedException {
    @Nullable Long item = finished.poll(millis, TimeUnit.MILLISECONDS);
    return item == null ? OptionalLong.empty() : OptionalLong.of(item);
  }

  /** Whether an item is finished that nobody has taken. */
  boolean waiting() {
    return !finished.isEmpty();
  }

  /** Warnings and errors. */
  synchronized String said() {
    return said.toString();
  }
}
