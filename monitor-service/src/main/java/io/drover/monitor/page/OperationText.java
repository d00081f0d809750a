package io.drover.monitor.page;

import io.drover.monitor.projection.OperationView;
import io.drover.monitor.projection.ProgressView;
import io.drover.monitor.web.Show;
import java.util.Locale;

/** What is said of operations. Nothing here is escaped: the templates do that. */
public final class OperationText {
  private OperationText() {}

  /** The name of a record in words: OperationStarted becomes started. */
  public static String words(String type) {
    String own = type.replaceFirst("^(Operation|Request)(?=[A-Z])", "");
    return own.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** How far an operation is, in words. */
  public static String progress(ProgressView progress) {
    String done =
        progress.unit().equals("bytes")
            ? Show.bytes(progress.done())
            : String.format(Locale.ROOT, "%,d %s", progress.done(), progress.unit());
    Long total = progress.total();
    String share =
        total == null || total <= 0
            ? ""
            : String.format(Locale.ROOT, " · %d %%", Math.min(100, 100 * progress.done() / total));
    Long left = progress.remainingMillis();
    return progress.phase()
        + " · "
        + done
        + share
        + (left == null ? "" : " · " + Show.duration(left) + " left");
  }

  /** The state of an operation, and for what it waits where a person has to do something. */
  public static String state(OperationView operation) {
    return awaitsApproval(operation) ? "waiting: approval" : operation.state();
  }

  private static boolean awaitsApproval(OperationView operation) {
    return "approval".equals(operation.waitingFor());
  }

  /** What stands under the state of an operation. */
  public static String note(OperationView operation) {
    var failure = operation.failure();
    if (failure != null) {
      return failure.code();
    }
    if (awaitsApproval(operation)) {
      return "./drover approve " + operation.operationId();
    }
    return operation.waitingDetail() == null ? "" : operation.waitingDetail();
  }
}
