package io.drover.monitor.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who has signed in by a page, in memory: a restart signs everyone out. Each ends after twelve
 * hours, or with what proved who it is; the oldest goes when there are too many. Thread-safe.
 */
final class Sessions {
  static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST = 1_000;

  private final Access access;
  private final Clock clock;

  /** By the hash of their id, so that a look into memory or a slow comparison gives none away. */
  private final Map<TokenHash, Session> all = new LinkedHashMap<>();

  Sessions(Access access, Clock clock) {
    this.access = access;
    this.clock = clock;
  }

  private record Session(Identity identity, String csrf, Instant until) {}

  /** Begins a session and gives its id. */
  synchronized String begin(Identity identity) {
    Instant now = clock.instant();
    all.values().removeIf(session -> !now.isBefore(session.until()));
    if (all.size() >= MOST) {
      all.remove(all.keySet().iterator().next());
    }
    String id = RandomText.ofBits256();
    all.put(TokenHash.of(id), new Session(identity, RandomText.ofBits256(), now.plus(LONGEST)));
    return id;
  }

  /** Whose session it is; empty when it is none, or has ended. */
  synchronized Optional<Caller> find(String id) {
    Session session = all.get(TokenHash.of(id));
    if (session == null || !clock.instant().isBefore(session.until())) {
      return Optional.empty();
    }
    return access.stillHolds(session.identity()).map(caller -> caller.withCsrf(session.csrf()));
  }

  synchronized void end(String id) {
    all.remove(TokenHash.of(id));
  }
}
