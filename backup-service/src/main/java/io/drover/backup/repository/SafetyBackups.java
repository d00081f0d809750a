package io.drover.backup.repository;

import io.drover.schemas.Kinds;
import io.drover.service.target.Policy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells backups that a restore had taken before it changed a database from all others. Such a
 * backup is of the state that someone wanted to leave, so nobody means it by the newest one. The
 * backup before a migration is none of them: it is of a state that was in order.
 */
public final class SafetyBackups {
  private static final String REQUESTER = Policy.OWN_REQUESTERS + Kinds.RESTORE + "/";

  private SafetyBackups() {}

  /** Who asks for the safety backup of a restore. */
  public static String requester(String restore) {
    return REQUESTER + restore;
  }

  /**
   * The restore that asked for a backup; empty when it is no safety backup.
   *
   * @param requestedBy who asked for the backup
   */
  public static Optional<String> restore(@Nullable String requestedBy) {
    return requestedBy != null && requestedBy.startsWith(REQUESTER)
        ? Optional.of(requestedBy.substring(REQUESTER.length()))
        : Optional.empty();
  }
}
