package io.drover.migration.rehearsal;

/** What is left of the room in one record, in characters. Not thread-safe. */
final class Room {
  private int left;

  Room(int characters) {
    this.left = characters;
  }

  /** Whether there was room for it, which is taken; when there was none, there is none any more. */
  boolean takes(int characters) {
    left = characters > left ? 0 : left - characters;
    return left > 0;
  }
}
