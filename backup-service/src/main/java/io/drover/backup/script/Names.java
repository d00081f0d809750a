package io.drover.backup.script;

import java.util.Set;

/** Picks the roles and extensions out of statements. */
final class Names {
  private static final Set<String> NO_ROLES =
      Set.of("public", "group", "current_user", "session_user", "current_role", "role", "user");
  private static final Set<String> AFTER_ROLES =
      Set.of("with", "granted", "using", "in", "for", "grant", "revoke");

  private final Account account;
  private String first = "";
  private String second = "";
  private String before = "";
  private int count;
  private boolean roles;

  Names(Account account) {
    this.account = account;
  }

  void clear() {
    first = "";
    second = "";
    before = "";
    count = 0;
    roles = false;
  }

  void token(String token) {
    count++;
    if (count == 1) {
      first = token;
    } else if (count == 2) {
      second = token;
    }
    if (roles && AFTER_ROLES.contains(token)) {
      roles = false;
    } else if (roles && !NO_ROLES.contains(token) && !token.startsWith("'")) {
      account.role(plain(token));
      // An owner is one; those who are granted something or whom a policy is for may be several.
      roles = !before.equals("to") || !owner();
    } else if (beginsRoles(token)) {
      roles = true;
    } else if (first.equals("create") && second.equals("extension") && count > 2) {
      extension(token);
    }
    before = token;
  }

  private boolean owner() {
    return first.equals("alter") && !second.equals("default");
  }

  private boolean beginsRoles(String token) {
    boolean to =
        token.equals("to")
            && (first.equals("grant")
                || (first.equals("alter") && (before.equals("owner") || second.equals("default")))
                || (first.equals("create") && second.equals("policy")));
    boolean of = token.equals("role") && second.equals("default") && before.equals("for");
    return to || of;
  }

  private void extension(String token) {
    boolean name = !Set.of("if", "not", "exists", "with", "schema", "version").contains(token);
    if (name && (count == 3 || (count == 6 && before.equals("exists")))) {
      account.extension(plain(token));
    }
  }

  private static String plain(String token) {
    return token.startsWith("\"") ? token.substring(1) : token;
  }
}
