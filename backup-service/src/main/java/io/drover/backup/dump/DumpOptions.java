package io.drover.backup.dump;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Codec;
import io.drover.service.target.Compression;
import io.drover.service.target.DumpFormat;
import io.drover.service.target.Policy;
import org.jspecify.annotations.Nullable;

/**
 * How a database is to be dumped: what the request says, and the policy where it says nothing.
 *
 * @param jobs processes that dump side by side in format directory
 */
record DumpOptions(DumpFormat format, int jobs, Compression compression) {

  /**
   * The options of a request.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}
   */
  static DumpOptions of(BackupRequested command, Policy.Dump policy) throws OperationFailure {
    return new DumpOptions(
        command.getFormat().isEmpty()
            ? policy.format()
            : DumpFormat.find(command.getFormat())
                .orElseThrow(() -> invalid("format", "must be one of " + DumpFormat.words())),
        jobs(command.getJobs(), policy),
        compression(command, policy));
  }

  private static int jobs(@Nullable Integer asked, Policy.Dump policy) throws OperationFailure {
    if (asked == null) {
      return policy.jobs();
    }
    if (asked < 1 || asked > Policy.Dump.MOST_JOBS) {
      throw invalid("jobs", "must be 1 to " + Policy.Dump.MOST_JOBS);
    }
    return asked;
  }

  private static Compression compression(BackupRequested command, Policy.Dump policy)
      throws OperationFailure {
    Compression usual = policy.compression();
    if (!command.getCodec().isEmpty()) {
      usual =
          Codec.find(command.getCodec())
              .orElseThrow(() -> invalid("codec", "must be one of " + Codec.words()))
              .usual();
    }
    @Nullable Integer level = command.getLevel();
    try {
      return level == null ? usual : usual.codec().at(level);
    } catch (IllegalArgumentException e) {
      throw invalid("level", String.valueOf(e.getMessage()));
    }
  }

  private static OperationFailure invalid(String field, String what) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST,
        "The field " + field + " " + what + ".",
        "./drover backup --help");
  }
}
