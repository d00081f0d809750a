package io.drover.monitor.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What someone may do; each role may all that those before it may. */
public enum Role {
  /** Reads everything. */
  VIEWER,

  /** Asks for operations, cancels them, and says what becomes of alerts. */
  OPERATOR,

  /** Decides about what waits for an approval. */
  APPROVER;

  /** Whether this role may what that one may. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** Its name in files and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that name. */
  static Optional<Role> of(String word) {
    return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
