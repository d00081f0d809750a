package io.drover.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An interactive terminal without colours, and what a person sees on it. Thread-safe. */
public final class Screen {
  private static final String ERASE_TO_END = "\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The terminal that writes here. */
  public Terminal terminal() {
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Terminal(out, out, true, false, 100);
  }

  /** All that was written, controls among it. */
  public String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The lines that stand on it now; the last one is where the cursor is. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String line : written().split("\n", -1)) {
      var shown = new StringBuilder();
      for (String drawn : line.split("\r", -1)) {
        String text = drawn.replace(ERASE_TO_END, "");
        int end =
            drawn.contains(ERASE_TO_END) ? shown.length() : Math.min(text.length(), shown.length());
        shown.replace(0, end, text);
      }
      lines.add(shown.toString());
    }
    return lines;
  }
}
