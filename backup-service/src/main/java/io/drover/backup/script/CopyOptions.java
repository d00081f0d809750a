package io.drover.backup.script;

import java.io.IOException;

/** What a COPY says of the form of its rows: only lines of text have an end that can be seen. */
final class CopyOptions {
  private boolean rows;
  private boolean format;

  void clear() {
    rows = false;
    format = false;
  }

  void token(String token, long line) throws IOException {
    if (token.equals("binary")) {
      throw ScriptException.unclear(line, "COPY of binary rows");
    }
    if (format) {
      String form = token.startsWith("'") ? token.substring(1) : token;
      if (!form.equalsIgnoreCase("text") && !form.equalsIgnoreCase("csv")) {
        throw ScriptException.unclear(line, "COPY of another format than text or csv");
      }
    }
    format = rows && token.equals("format");
    rows |= token.equals("stdin");
  }
}
