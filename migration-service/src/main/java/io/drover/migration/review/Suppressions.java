package io.drover.migration.review;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of a script that let findings be: {@code -- drover:allow RULE because reason}, on
 * the lines right before a statement or at the end of its first line.
 */
final class Suppressions {
  /** A comment that lets nothing be, and why. */
  record Unreadable(int line, String text, String why) {}

  private static final Pattern COMMENT = Pattern.compile("--\\s*drover:allow\\b(.*)$");
  private static final Pattern READABLE = Pattern.compile("\\s+(\\w+)\\s+because\\s+(\\S.*)");

  private final List<String> lines;
  private final Set<String> rules;
  private final Set<Integer> used = new HashSet<>();
  private final List<Unreadable> unreadable = new ArrayList<>();

  Suppressions(Script script, Set<String> rules) {
    this.lines = script.text().lines().toList();
    this.rules = rules;
  }

  /** The line on which a statement's own text begins, if the tool counts its comments in. */
  int firstLine(ScriptStatement statement) {
    int line = Math.clamp(statement.line(), 1, Math.max(1, lines.size()));
    while (line < lines.size() && isBlankOrComment(line)) {
      line++;
    }
    return line;
  }

  /** Reasons by the rule that they are about. */
  Map<String, String> of(int firstLine) {
    Map<String, String> reasons = new HashMap<>();
    read(firstLine, reasons);
    for (int line = firstLine - 1; line >= 1 && text(line).strip().startsWith("--"); line--) {
      read(line, reasons);
    }
    return reasons;
  }

  /** What could not be read, and what stands at no statement; to be asked at the script's end. */
  List<Unreadable> unreadable() {
    List<Unreadable> all = new ArrayList<>(unreadable);
    for (int line = 1; line <= lines.size(); line++) {
      boolean alone = text(line).strip().startsWith("--") && !used.contains(line);
      if (alone && COMMENT.matcher(text(line)).find()) {
        all.add(
            new Unreadable(
                line,
                text(line).strip(),
                "It stands at no statement: it belongs on the line right before one."));
      }
    }
    return all;
  }

  private void read(int line, Map<String, String> reasons) {
    Matcher comment = COMMENT.matcher(text(line));
    if (!comment.find() || !used.add(line)) {
      return;
    }
    Matcher readable = READABLE.matcher(comment.group(1).stripTrailing());
    if (!readable.matches()) {
      unreadable.add(new Unreadable(line, comment.group(), "It gives no rule or no reason."));
    } else if (!rules.contains(readable.group(1))) {
      unreadable.add(
          new Unreadable(
              line, comment.group(), "There is no rule " + readable.group(1) + " to be let be."));
    } else {
      reasons.put(readable.group(1), readable.group(2));
    }
  }

  private String text(int line) {
    return line <= lines.size() ? lines.get(line - 1) : "";
  }

  private boolean isBlankOrComment(int line) {
    String text = text(line).strip();
    return text.isEmpty() || text.startsWith("--");
  }
}
