package io.drover.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the command writes.
 *
 * @param out results
 * @param err errors
 * @param interactive whether a person looks at it, so that lines may be redrawn
 * @param colour whether escape sequences for colours are wanted
 * @param width columns
 */
public record Terminal(
    PrintStream out, PrintStream err, boolean interactive, boolean colour, int width) {
  private static final int USUAL_WIDTH = 100;
  private static final int LEAST_WIDTH = 40;

  /** The terminal of this process; {@code NO_COLOR} and {@code TERM=dumb} are respected. */
  public static Terminal ofProcess(Map<String, String> environment) {
    boolean terminal = "1".equals(environment.get("DROVER_TTY"));
    boolean dumb = "dumb".equals(environment.getOrDefault("TERM", "dumb"));
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        terminal && !dumb,
        terminal && !dumb && !plain,
        width(environment.getOrDefault("DROVER_COLUMNS", "")));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  private static int width(String columns) {
    return columns.matches("[1-9][0-9]{0,3}")
        ? Math.max(LEAST_WIDTH, Integer.parseInt(columns))
        : USUAL_WIDTH;
  }

  /** Writes a line of results. */
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /** The text in a style, or as it is where colours are not wanted. */
  public String styled(Style style, String text) {
    return colour ? style.on(text) : text;
  }

  /** The text in bold type. */
  public String bold(String text) {
    return styled(Style.BOLD, text);
  }

  /** The text in grey. */
  public String dim(String text) {
    return styled(Style.DIM, text);
  }
}
