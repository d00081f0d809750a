package io.drover.cli.listing;

import io.drover.bus.Message;
import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.Kinds;
import io.drover.schemas.OperationAccepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Backups for people, with what sets one apart from the others. */
final class BackupTable {
  private static final int SHORT_ID = 8;
  private static final String BEFORE_ROLLBACK = "before rollback";

  /** What each backup's operation came before, where another operation asked for it. */
  private final Map<String, String> before = new HashMap<>();

  /** Takes note of a fact; those of {@code operation-events} tell which backups are whose. */
  void accept(Message<SpecificRecord> message) {
    if (message.body() instanceof OperationAccepted accepted
        && accepted.getHeader().getKind().equals(Kinds.BACKUP)
        && accepted.getParentKind() != null
        && accepted.getParentOperationId() != null) {
      String id = accepted.getParentOperationId();
      before.put(
          accepted.getHeader().getOperationId(),
          before(accepted, accepted.getParentKind())
              + " "
              + id.substring(0, Math.min(SHORT_ID, id.length())));
    }
  }

  /** Of a migration that went back the reason says so: the kind is that of one that went forth. */
  private static String before(OperationAccepted accepted, String parentKind) {
    return accepted.getReason().startsWith(BEFORE_ROLLBACK)
        ? BEFORE_ROLLBACK
        : "before " + parentKind;
  }

  void print(List<BackupCommitted> backups, Terminal terminal) {
    var table = new Table("BACKUP", "DATABASE", "AGE>", "SIZE>", "ROWS>", "VERDICT", "NOTE");
    Instant now = Instant.now();
    for (BackupCommitted backup : backups) {
      table.row(
          backup.getBackupId(),
          backup.getDatabase(),
          Ages.brief(backup.getCommittedAt(), now),
          Amounts.bytes((double) backup.getArchiveBytes()),
          backup.getImportedFrom() == null ? Amounts.count(backup.getRows()) : "–",
          verdict(backup, now),
          String.join(", ", notes(backup)));
    }
    table.print(terminal);
  }

  private static String verdict(BackupCommitted backup, Instant now) {
    String verdict = backup.getVerdict();
    Instant at = backup.getVerdictAt();
    return verdict == null || at == null ? "–" : verdict + " " + Ages.brief(at, now);
  }

  private List<String> notes(BackupCommitted backup) {
    List<String> notes = new ArrayList<>();
    String other = before.get(backup.getOperationId());
    if (other != null) {
      notes.add(other);
    }
    if (backup.getImportedFrom() != null) {
      notes.add("imported");
    }
    if (backup.getEncrypted()) {
      notes.add("encrypted");
    }
    if (backup.getPartial()) {
      notes.add("partial");
    }
    if (backup.getPinnedAt() != null) {
      notes.add("pinned");
    }
    if (backup.getCopyRepository() != null) {
      notes.add("copy in " + backup.getCopyRepository());
    }
    return notes;
  }
}
