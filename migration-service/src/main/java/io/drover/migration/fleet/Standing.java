package io.drover.migration.fleet;

/**
 * How far a fleet is.
 *
 * @param total databases; 0 before they were chosen
 * @param summedUp whether its summary is stated
 */
record Standing(
    int total,
    int notBegun,
    int running,
    int succeeded,
    int applied,
    int pending,
    int blocking,
    boolean summedUp) {
  /** Databases whose operations have ended without success. */
  int failures() {
    return total - notBegun - running - succeeded;
  }

  int ended() {
    return total - notBegun - running;
  }
}
