package io.drover.backup.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What has been read of a text. */
final class Account {
  private static final Pattern SERVER = Pattern.compile(" Dumped from database version ([0-9].*)");
  private static final Pattern TOOL = Pattern.compile(" Dumped by pg_dump version ([0-9.]+).*");
  private static final String BEGIN = "PostgreSQL database dump";
  private static final String COMPLETE = "PostgreSQL database dump complete";
  private static final int MOST = 1000;

  private final Set<String> roles = new LinkedHashSet<>();
  private final Set<String> extensions = new LinkedHashSet<>();
  private final Set<String> kindsLeftOut = new LinkedHashSet<>();
  private final List<String> leftOut = new ArrayList<>();
  private String serverVersion = "";
  private String toolVersion = "";
  private boolean begun;
  private boolean complete;
  private boolean filled;
  private @Nullable String connection;

  /** Looks at a comment: pg_dump tells in them what it does. */
  void comment(String text) {
    String stripped = text.strip();
    begun |= stripped.equals(BEGIN);
    complete |= stripped.equals(COMPLETE);
    Matcher server = SERVER.matcher(text);
    if (serverVersion.isEmpty() && server.matches()) {
      serverVersion = server.group(1).strip();
    }
    Matcher tool = TOOL.matcher(text);
    if (toolVersion.isEmpty() && tool.matches()) {
      toolVersion = tool.group(1);
    }
  }

  void role(String name) {
    if (roles.size() < MOST) {
      roles.add(name);
    }
  }

  void extension(String name) {
    if (extensions.size() < MOST) {
      extensions.add(name);
    }
  }

  /** Something is not passed on. */
  void leftOut(String what, long line) {
    if (kindsLeftOut.add(what)) {
      leftOut.add(what + " (line " + line + ")");
    }
  }

  /** A statement that is passed on. */
  void passed(String first) {
    filled |= !first.equals("set") && !first.equals("select");
  }

  /** The text goes on in a database, which must be the one that all of it is about. */
  void connect(String database, long line) throws IOException {
    boolean same = connection == null ? !filled : connection.equals(database);
    if (!same) {
      throw ScriptException.unsafe(line, "a second database, \\connect");
    }
    connection = database;
    leftOut("\\connect", line);
  }

  void requireComplete(long line) throws IOException {
    if (begun && !complete) {
      throw ScriptException.cutOff(line, "before pg_dump said that it was complete");
    }
  }

  ScriptSummary summary() {
    return new ScriptSummary(serverVersion, toolVersion, roles, extensions, leftOut);
  }
}
