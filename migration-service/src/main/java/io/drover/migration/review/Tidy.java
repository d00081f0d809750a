package io.drover.migration.review;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SQL on one line, to be shown: without comments, and with … for each constant text. */
public final class Tidy {
  private static final int LIMIT = 200;
  private static final int READ = 10 * LIMIT;

  /** What is not closed is left out to its end. Possessive, so that no text can make it slow. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>--[^\\n]*+|/\\*.*?(?:\\*/|\\z))"
              + "|(?<escaped>\\b[eE]'(?:[^'\\\\]|\\\\.|'')*+(?:'|\\z))"
              + "|(?<text>'(?:[^']|'')*+(?:'|\\z))"
              + "|(?<body>(?<![\\w$])\\$(?<tag>\\w*+)\\$.*?(?:\\$\\k<tag>\\$|\\z))"
              + "|(?<name>\"(?:[^\"]|\"\")*+(?:\"|\\z))",
          Pattern.DOTALL);

  private Tidy() {}

  /** At most 200 characters. */
  public static String of(String sql) {
    return cut(line(sql));
  }

  static String cut(String line) {
    return line.length() > LIMIT ? line.substring(0, LIMIT - 1) + "…" : line;
  }

  /** As much as may be worth pasting. */
  static String line(String sql) {
    Matcher tokens = TOKEN.matcher(sql.length() > READ ? sql.substring(0, READ) : sql);
    StringBuilder line = new StringBuilder();
    while (tokens.find()) {
      tokens.appendReplacement(line, "");
      line.append(shown(tokens));
    }
    tokens.appendTail(line);
    return line.toString().replaceAll("\\s+", " ").strip();
  }

  private static String shown(Matcher token) {
    if (token.group("comment") != null) {
      return " ";
    }
    return token.group("name") != null
        ? token.group()
        : token.group("body") != null ? "$…$" : "'…'";
  }
}
