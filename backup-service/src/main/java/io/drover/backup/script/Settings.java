package io.drover.backup.script;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Settings of the session that change how psql reads the text that follows. */
final class Settings {
  /** Encodings in which a backslash may be the second byte of a character. */
  private static final Set<String> UNSAFE =
      Set.of(
          "sjis",
          "shiftjis",
          "mskanji",
          "win932",
          "windows932",
          "shiftjis2004",
          "big5",
          "win950",
          "windows950",
          "gbk",
          "win936",
          "windows936",
          "uhc",
          "win949",
          "windows949",
          "gb18030",
          "johab");

  private Settings() {}

  static void check(List<String> tokens, Lexer lexer) throws IOException {
    String value = tokens.getLast().replaceFirst("^['\"]", "").toLowerCase(Locale.ROOT);
    if (tokens.contains("standard_conforming_strings")) {
      lexer.backslashEscapes =
          switch (value) {
            case "on", "true", "default" -> false;
            case "off", "false" -> true;
            default ->
                throw ScriptException.unclear(
                    lexer.line(), "a strange value of standard_conforming_strings");
          };
    }
    boolean encoding = tokens.contains("client_encoding") || tokens.contains("names");
    if (encoding && UNSAFE.contains(value.replaceAll("[^a-z0-9]", ""))) {
      throw ScriptException.unclear(lexer.line(), "text in the encoding " + value);
    }
  }
}
