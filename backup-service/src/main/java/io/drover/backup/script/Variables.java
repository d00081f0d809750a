package io.drover.backup.script;

import java.io.IOException;
import java.util.Set;

/**
 * The variables that psql has by itself; it puts their values in the place of {@code :NAME}. Of any
 * other name it leaves the text as it is, and nothing that is passed on sets one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-psql.html">psql, Variables</a>
 */
final class Variables {
  private static final Set<String> KNOWN =
      Set.of(
          "AUTOCOMMIT",
          "COMP_KEYWORD_CASE",
          "DBNAME",
          "ECHO",
          "ECHO_HIDDEN",
          "ENCODING",
          "ERROR",
          "FETCH_COUNT",
          "HIDE_TABLEAM",
          "HIDE_TOAST_COMPRESSION",
          "HISTCONTROL",
          "HISTFILE",
          "HISTSIZE",
          "HOST",
          "IGNOREEOF",
          "LASTOID",
          "LAST_ERROR_MESSAGE",
          "LAST_ERROR_SQLSTATE",
          "ON_ERROR_ROLLBACK",
          "ON_ERROR_STOP",
          "PIPELINE_COMMAND_COUNT",
          "PIPELINE_RESULT_COUNT",
          "PIPELINE_SYNC_COUNT",
          "PORT",
          "PROMPT1",
          "PROMPT2",
          "PROMPT3",
          "QUIET",
          "ROW_COUNT",
          "SERVER_VERSION_NAME",
          "SERVER_VERSION_NUM",
          "SERVICE",
          "SHELL_ERROR",
          "SHELL_EXIT_CODE",
          "SHOW_ALL_RESULTS",
          "SHOW_CONTEXT",
          "SINGLELINE",
          "SINGLESTEP",
          "SQLSTATE",
          "USER",
          "VERBOSITY",
          "VERSION",
          "VERSION_NAME",
          "VERSION_NUM",
          "WATCH_INTERVAL");

  private Variables() {}

  static void refuse(Captured name, long line) throws IOException {
    if (KNOWN.contains(name.toString())) {
      throw ScriptException.unsafe(line, "a variable of psql, :" + name);
    }
  }
}
