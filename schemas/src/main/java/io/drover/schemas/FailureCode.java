package io.drover.schemas;

import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * Failure codes. They are strings, as an enumeration cannot be extended under old readers: a reader
 * treats one that is not listed here like {@link #INTERNAL}.
 */
@NullMarked
public final class FailureCode {

  /**
   * The request is readable but wrong: a field is missing, has the wrong type or a value that is
   * not allowed.
   */
  public static final String INVALID_REQUEST = "INVALID_REQUEST";

  /** The request had not started when its expiresAt passed. */
  public static final String EXPIRED = "EXPIRED";

  /** The registry of databases has no database of that name. */
  public static final String UNKNOWN_DATABASE = "UNKNOWN_DATABASE";

  /**
   * The policy of the database does not allow this operation, this requester or this target name.
   */
  public static final String NOT_PERMITTED = "NOT_PERMITTED";

  /** The policy asks for an approval, which has not come. */
  public static final String APPROVAL_MISSING = "APPROVAL_MISSING";

  /** The confirmation in the request does not name what would be changed. */
  public static final String CONFIRMATION_MISMATCH = "CONFIRMATION_MISMATCH";

  /** Another operation holds the database and the request asked not to wait. */
  public static final String BUSY = "BUSY";

  /** Another operation with precedence ended this one. */
  public static final String PREEMPTED = "PREEMPTED";

  /** The database server did not answer. */
  public static final String TARGET_UNREACHABLE = "TARGET_UNREACHABLE";

  /** The database server refused the credentials. */
  public static final String TARGET_AUTHENTICATION = "TARGET_AUTHENTICATION";

  /** The database user lacks a right that the operation needs. */
  public static final String INSUFFICIENT_PRIVILEGE = "INSUFFICIENT_PRIVILEGE";

  /** The installed PostgreSQL programs are older than the server. */
  public static final String VERSION_MISMATCH = "VERSION_MISMATCH";

  /** A program that the operation needs is not installed where the service runs. */
  public static final String TOOL_MISSING = "TOOL_MISSING";

  /** The server has no extension that the backup needs. */
  public static final String MISSING_EXTENSION = "MISSING_EXTENSION";

  /** The server has no role that the backup needs. */
  public static final String MISSING_ROLE = "MISSING_ROLE";

  /** A lock in the database was not granted in time. */
  public static final String LOCK_TIMEOUT = "LOCK_TIMEOUT";

  /** A statement ran longer than its limit. */
  public static final String STATEMENT_TIMEOUT = "STATEMENT_TIMEOUT";

  /** The operation had not ended at its deadline. */
  public static final String DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED";

  /** There is no space left on a disk that the operation writes to. */
  public static final String DISK_FULL = "DISK_FULL";

  /** The repository of backups cannot be read or written. */
  public static final String REPOSITORY_UNAVAILABLE = "REPOSITORY_UNAVAILABLE";

  /** The repository has no committed backup of that id, or none of the database. */
  public static final String BACKUP_NOT_FOUND = "BACKUP_NOT_FOUND";

  /** The archive differs from the checksum in its manifest. */
  public static final String BACKUP_CORRUPT = "BACKUP_CORRUPT";

  /** The key that opens the backup is not available. */
  public static final String BACKUP_KEY_MISSING = "BACKUP_KEY_MISSING";

  /** What was restored differs from what the manifest states. */
  public static final String VERIFICATION_MISMATCH = "VERIFICATION_MISMATCH";

  /** The pending migrations are not those that were planned. */
  public static final String MIGRATION_CHANGED_SINCE_PLAN = "MIGRATION_CHANGED_SINCE_PLAN";

  /** A migration that was applied has been edited since. */
  public static final String MIGRATION_CHECKSUM_MISMATCH = "MIGRATION_CHECKSUM_MISMATCH";

  /** A migration ended with an error. */
  public static final String MIGRATION_FAILED = "MIGRATION_FAILED";

  /** A migration would do what the policy calls unsafe. */
  public static final String MIGRATION_UNSAFE = "MIGRATION_UNSAFE";

  /** A restore would strand something that depends on the database as it is. */
  public static final String RESTORE_UNSAFE = "RESTORE_UNSAFE";

  /** A dump holds a command of psql, or a statement that reaches beyond its database. */
  public static final String IMPORT_UNSAFE = "IMPORT_UNSAFE";

  /** An operation that this one waited for did not succeed. */
  public static final String CHILD_FAILED = "CHILD_FAILED";

  /** Someone asked to cancel the operation. */
  public static final String CANCELLED = "CANCELLED";

  /** Drover itself failed; the log of the service says more. */
  public static final String INTERNAL = "INTERNAL";

  /** All codes of this version, in the order of the documentation. */
  public static final List<String> ALL =
      List.of(
          INVALID_REQUEST,
          EXPIRED,
          UNKNOWN_DATABASE,
          NOT_PERMITTED,
          APPROVAL_MISSING,
          CONFIRMATION_MISMATCH,
          BUSY,
          PREEMPTED,
          TARGET_UNREACHABLE,
          TARGET_AUTHENTICATION,
          INSUFFICIENT_PRIVILEGE,
          VERSION_MISMATCH,
          TOOL_MISSING,
          MISSING_EXTENSION,
          MISSING_ROLE,
          LOCK_TIMEOUT,
          STATEMENT_TIMEOUT,
          DEADLINE_EXCEEDED,
          DISK_FULL,
          REPOSITORY_UNAVAILABLE,
          BACKUP_NOT_FOUND,
          BACKUP_CORRUPT,
          BACKUP_KEY_MISSING,
          VERIFICATION_MISMATCH,
          MIGRATION_CHANGED_SINCE_PLAN,
          MIGRATION_CHECKSUM_MISMATCH,
          MIGRATION_FAILED,
          MIGRATION_UNSAFE,
          RESTORE_UNSAFE,
          IMPORT_UNSAFE,
          CHILD_FAILED,
          CANCELLED,
          INTERNAL);

  private FailureCode() {}
}
