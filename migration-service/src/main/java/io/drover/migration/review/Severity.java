package io.drover.migration.review;

/** What a finding means for the migration; each outweighs those before it. */
public enum Severity {
  /** Worth knowing; nothing is in danger. */
  INFO,
  /** Dangerous on a table that is large or in use. */
  WARN,
  /** Fails for certain, or destroys what cannot be had back by another script. */
  BLOCK
}
