package io.drover.service.target;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must be there before migrations are applied, and what must hold afterwards.
 *
 * @param rehearsalNoOlderThan greatest age of a rehearsal of the same plan; null where none is
 *     asked for
 * @param backupNoOlderThan greatest age of a backup that will do in place of a new one; null where
 *     a new one is always taken
 * @param checks SQL by name, in the order of the file; each must give one row, true
 */
public record MigrationGuards(
    @Nullable Duration rehearsalNoOlderThan,
    @Nullable Duration backupNoOlderThan,
    Map<String, String> checks) {
  /** No rehearsal, a new backup, and nothing to check. */
  public static final MigrationGuards NONE = new MigrationGuards(null, null, Map.of());

  public MigrationGuards {
    checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
  }
}
