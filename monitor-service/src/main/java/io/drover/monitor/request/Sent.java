package io.drover.monitor.request;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was published of late, so that a request that is repeated within seconds is one record; the
 * ledgers of the services see to it after that. Thread-safe.
 */
final class Sent {
  private static final int MOST = 10_000;

  private final Map<String, String> digests =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  /** Digest of what was published under this id; null when nothing was. */
  synchronized @Nullable String digest(String kind, String operationId) {
    return digests.get(kind + "/" + operationId);
  }

  synchronized void remember(String kind, String operationId, String digest) {
    digests.put(kind + "/" + operationId, digest);
  }
}
