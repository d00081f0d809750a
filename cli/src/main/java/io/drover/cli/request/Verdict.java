package io.drover.cli.request;

import io.drover.bus.Codec;
import io.drover.bus.UnreadableException;
import io.drover.cli.ExitCode;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended.
 *
 * @param exitCode one of {@link ExitCode}
 * @param fact the fact that ended it
 */
public record Verdict(int exitCode, SpecificRecord fact) {

  /** The verdict that a fact brings; empty while the operation goes on. */
  static Optional<Verdict> of(SpecificRecord fact, Codec codec) {
    return switch (fact) {
      case BackupSucceeded done -> Optional.of(new Verdict(ExitCode.SUCCEEDED, done));
      case RestoreSucceeded done -> Optional.of(new Verdict(ExitCode.SUCCEEDED, done));
      case VerificationSucceeded done -> Optional.of(new Verdict(ExitCode.SUCCEEDED, done));
      case MigrationSucceeded done -> Optional.of(new Verdict(exitCode(done), done));
      case FleetSucceeded done -> Optional.of(new Verdict(exitCode(done), done));
      case MaintenanceSucceeded done -> Optional.of(new Verdict(ExitCode.SUCCEEDED, done));
      case OperationFailed failed -> Optional.of(new Verdict(ExitCode.FAILED, failed));
      case OperationCancelled cancelled -> Optional.of(new Verdict(ExitCode.FAILED, cancelled));
      case OperationRejected rejected -> Optional.of(new Verdict(ExitCode.REJECTED, rejected));
      case RequestRefused refused -> Optional.of(new Verdict(ExitCode.REJECTED, refused));
      case RequestAnswered answer -> of(answer, codec);
      default -> Optional.empty();
    };
  }

  /** A repeated request is told how its operation ended, with the very fact of that time. */
  private static Optional<Verdict> of(RequestAnswered answer, Codec codec) {
    ByteBuffer buffer = answer.getTerminalFact().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    try {
      SpecificRecord fact = codec.decode(bytes);
      return fact instanceof RequestAnswered ? Optional.empty() : of(fact, codec);
    } catch (UnreadableException e) {
      return Optional.of(new Verdict(exitCode(answer.getOutcome()), answer));
    }
  }

  /** A pipeline stops at a plan that would be refused, and at a database that differs. */
  private static int exitCode(MigrationSucceeded done) {
    @Nullable MigrationPlan plan = done.getPlan();
    boolean trial = done.getDryRun() || done.getMode().equals("PLAN");
    boolean refused = trial && plan != null && plan.getBlockingCount() > 0;
    return refused || !done.getDifferences().isEmpty() ? ExitCode.FAILED : ExitCode.SUCCEEDED;
  }

  private static int exitCode(FleetSucceeded done) {
    return done.getBlockingCount() > 0 && done.getMode().equals("PLAN")
        ? ExitCode.FAILED
        : ExitCode.SUCCEEDED;
  }

  private static int exitCode(String outcome) {
    return switch (outcome) {
      case "succeeded" -> ExitCode.SUCCEEDED;
      case "rejected" -> ExitCode.REJECTED;
      default -> ExitCode.FAILED;
    };
  }
}
