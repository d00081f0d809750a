package io.drover.backup.script;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What becomes of a statement.
 *
 * @param what it is, in words
 */
record Ruling(Way way, String what) {
  enum Way {
    /** Not known yet. */
    OPEN,
    PASSED,
    /** It is about the database itself, which the restore makes. */
    LEFT_OUT,
    SUBSCRIPTION,
    REFUSED
  }

  private static final Ruling OPEN = new Ruling(Way.OPEN, "");
  private static final Ruling PASSED = new Ruling(Way.PASSED, "");
  private static final Set<String> SHARED =
      Set.of("role", "user", "group", "tablespace", "parameter");

  /**
   * By the tokens outside of parentheses with which it begins: words in lower case, quoted names
   * after a double and strings after a single quote.
   */
  static Ruling of(List<String> tokens) {
    return switch (tokens.getFirst()) {
      case "copy" -> copy(tokens);
      case "create", "alter", "drop" -> tokens.size() < 2 ? OPEN : definition(tokens);
      case "reassign" -> refused("REASSIGN OWNED, which reaches beyond the database");
      case "comment" -> tokens.size() < 3 ? OPEN : about("COMMENT ON", tokens.get(2));
      case "security", "grant", "revoke" -> granting(tokens);
      default -> PASSED;
    };
  }

  private static Ruling copy(List<String> tokens) {
    for (int at = 1; at < tokens.size() - 1; at++) {
      if (tokens.get(at).equals("from")) {
        return tokens.get(at + 1).equals("stdin")
            ? PASSED
            : refused("COPY from a file or a program of the server");
      }
      if (tokens.get(at).equals("to")) {
        return refused("COPY … TO, which writes rows out");
      }
    }
    return OPEN;
  }

  private static Ruling definition(List<String> tokens) {
    String verb = tokens.getFirst().toUpperCase(Locale.ROOT);
    return switch (tokens.get(1)) {
      case "database" -> new Ruling(Way.LEFT_OUT, verb + " DATABASE");
      case "subscription" -> new Ruling(Way.SUBSCRIPTION, verb + " SUBSCRIPTION");
      case "system" -> refused("ALTER SYSTEM, which changes the server");
      case "owned" -> refused("DROP OWNED, which reaches beyond the database");
      case "tablespace" -> refused(verb + " TABLESPACE, which reaches beyond the database");
      case "role", "user", "group" -> role(verb, tokens);
      default -> PASSED;
    };
  }

  /** A mapping of a user belongs to the database, and so does a setting of a role in it. */
  private static Ruling role(String verb, List<String> tokens) {
    if (tokens.size() < 3) {
      return OPEN;
    }
    if (tokens.get(1).equals("user") && tokens.get(2).equals("mapping")) {
      return PASSED;
    }
    if (verb.equals("ALTER") && tokens.size() < 5) {
      return OPEN;
    }
    return verb.equals("ALTER") && tokens.get(3).equals("in") && tokens.get(4).equals("database")
        ? new Ruling(Way.LEFT_OUT, "ALTER ROLE … IN DATABASE")
        : refused(verb + " ROLE, which reaches beyond the database");
  }

  private static Ruling granting(List<String> tokens) {
    String verb = tokens.getFirst().toUpperCase(Locale.ROOT);
    for (int at = 1; at < tokens.size(); at++) {
      if (tokens.get(at).equals("on")) {
        return at + 1 < tokens.size() ? about(verb + " … ON", tokens.get(at + 1)) : OPEN;
      }
      if (tokens.get(at).equals("to") || tokens.get(at).equals("from")) {
        return refused(verb + " of a role, which reaches beyond the database");
      }
    }
    return OPEN;
  }

  private static Ruling about(String verb, String kind) {
    if (kind.equals("database")) {
      return new Ruling(Way.LEFT_OUT, verb + " DATABASE");
    }
    if (kind.equals("subscription")) {
      return new Ruling(Way.SUBSCRIPTION, verb + " SUBSCRIPTION");
    }
    return SHARED.contains(kind)
        ? refused(
            verb + " " + kind.toUpperCase(Locale.ROOT) + ", which reaches beyond the database")
        : PASSED;
  }

  private static Ruling refused(String what) {
    return new Ruling(Way.REFUSED, what);
  }
}
