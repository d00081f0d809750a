package io.drover.monitor.alert;

import java.util.Locale;

/** How bad it is; the later is the worse. */
public enum Severity {
  /** Someone should look at it in working hours. */
  WARNING,
  /** Someone should look at it now. */
  CRITICAL;

  /** The word of the contract. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The severity of that word; the worse for a word that this version does not know. */
  static Severity of(String word) {
    return word.equals(WARNING.word()) ? WARNING : CRITICAL;
  }

  Severity worse(Severity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  Severity milder(Severity other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
