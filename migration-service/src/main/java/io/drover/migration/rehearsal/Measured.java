package io.drover.migration.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A statement and what is known of it so far; guarded by the meter. */
final class Measured {
  /** A lock that it took: the moments are the stopwatch's; open while {@code until} is negative. */
  static final class Held {
    final String relation;
    final LockStrength mode;
    final long since;
    long until = -1;

    Held(String relation, LockStrength mode, long since) {
      this.relation = relation;
      this.mode = mode;
      this.since = since;
    }
  }

  final String namespace;
  final String script;
  final int line;
  final String text;
  final List<Held> locks = new ArrayList<>();
  final Set<String> rewrites = new TreeSet<>();
  final long begun;
  long nanos;
  long rows = -1;

  Measured(String namespace, String script, int line, String text, long begun) {
    this.namespace = namespace;
    this.script = script;
    this.line = line;
    this.text = text;
    this.begun = begun;
  }
}
