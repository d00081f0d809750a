package io.drover.migration.review.parser;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own parser, as libpg_query packs it. Thread-safe. A machine without the library has
 * a parser too, which says so of every text.
 */
public final class SqlParser {
  /** Longest text that is read, in bytes of UTF-8. */
  public static final int LIMIT = 1 << 20;

  /**
   * The library recurses into a tree without watching its stack. A level takes about 115 bytes of
   * it and two bytes of text ("+1"), so the longest text needs half of this; only what is used
   * takes memory.
   */
  private static final long STACK = 128L << 20;

  private final @Nullable PgQuery library;
  private final String reason;

  private SqlParser(@Nullable PgQuery library, String reason) {
    this.library = library;
    this.reason = reason;
  }

  /**
   * The parser of this machine.
   *
   * @param setting path of the library ({@code DROVER_PG_QUERY}); empty to look in the usual
   *     folders
   */
  public static SqlParser find(String setting) {
    return setting.isEmpty() ? first(LibraryFolders.candidates()) : named(setting);
  }

  /** Reads texts inside {@link #reading}; only there, and by that thread only. */
  public interface Reader {
    /** What the text says; never fails for what is in the text. */
    Reading read(String sql);
  }

  /** Whether there is a library. */
  public boolean available() {
    return library != null;
  }

  /**
   * Does the work in a thread whose stack is deep enough for any text, and waits for it. Interrupts
   * are kept for the caller, as the work is short.
   *
   * @throws RuntimeException what the work throws
   */
  public <T> T reading(Function<Reader, T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            result.complete(work.apply(this::read));
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        };
    new Thread(null, task, "sql-parser", STACK).start();
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw e;
    }
  }

  private Reading read(String sql) {
    if (library == null) {
      return new Reading.NoParser(reason);
    }
    if (sql.length() > LIMIT || tooManyBytes(sql)) {
      return new Reading.NotUnderstood("the statement is longer than " + LIMIT + " bytes");
    }
    if (sql.indexOf('\0') >= 0) {
      return new Reading.NotUnderstood("the statement holds a NUL character");
    }
    return library.parse(sql);
  }

  private static boolean tooManyBytes(String sql) {
    return sql.length() > LIMIT / 3 && sql.getBytes(StandardCharsets.UTF_8).length > LIMIT;
  }

  private static SqlParser named(String setting) {
    try {
      return new SqlParser(PgQuery.load(Path.of(setting)), "");
    } catch (IllegalArgumentException e) {
      return new SqlParser(
          null, "DROVER_PG_QUERY names " + setting + ", which cannot be loaded: " + e.getMessage());
    }
  }

  private static SqlParser first(List<Path> candidates) {
    String reason = "libpg_query is in none of " + LibraryFolders.searched();
    for (Path candidate : candidates) {
      try {
        return new SqlParser(PgQuery.load(candidate), "");
      } catch (IllegalArgumentException e) {
        reason = candidate + " cannot be loaded: " + e.getMessage();
      }
    }
    return new SqlParser(null, reason);
  }
}
