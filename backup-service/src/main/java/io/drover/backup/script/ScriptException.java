package io.drover.backup.script;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;

/** A text that is not passed on, and why. */
public final class ScriptException extends IOException {
  private final transient OperationFailure failure;

  private ScriptException(OperationFailure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /** The failure that it is. */
  public OperationFailure failure() {
    return failure;
  }

  /** Something that must not run here. */
  static ScriptException unsafe(long line, String what) {
    return new ScriptException(
        OperationFailure.of(
            FailureCode.IMPORT_UNSAFE,
            "Line " + line + " of the dump holds " + what + ".",
            "Make a dump of one database by pg_dump -Fc, or take that line out if you trust the"
                + " rest."));
  }

  /** Something of which psql and this reader might think differently. */
  static ScriptException unclear(long line, String what) {
    return new ScriptException(
        OperationFailure.of(
            FailureCode.IMPORT_UNSAFE,
            "Line " + line + " of the dump holds " + what + ", which could hide a command.",
            "Make the dump anew by pg_dump -Fc, which holds no text."));
  }

  /** It does not go on where it must. */
  static ScriptException cutOff(long line, String where) {
    return new ScriptException(
        OperationFailure.of(
            FailureCode.BACKUP_CORRUPT,
            "The dump ends at line " + line + " " + where + ": it has been cut off.",
            "Take a whole copy of it, or make it anew."));
  }
}
