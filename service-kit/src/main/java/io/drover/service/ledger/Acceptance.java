package io.drover.service.ledger;

import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationWaiting;
import io.drover.service.ledger.EarlyCancels.Cancel;
import io.drover.service.ledger.Facts.Origin;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes a poll's worth of submissions into the ledger, each once, and says what is to be told about
 * them.
 */
public class Acceptance {
  private final StateDatabase state;
  private final Facts facts;
  private final Lanes lanes;
  private final EndMeter ends;
  private final Repetition repetition;

  public Acceptance(StateDatabase state, Facts facts, Lanes lanes, EndMeter ends) {
    this.state = state;
    this.ends = ends;
    this.facts = facts;
    this.lanes = lanes;
    this.repetition = new Repetition(facts);
  }

  /**
   * What became of a batch.
   *
   * @param records facts and answers for the outbox
   * @param accepted how many new operations will run
   * @param rejected how many new operations will not
   * @param repeated how many were in the ledger already
   */
  public record Result(List<OutboxRecord> records, int accepted, int rejected, int repeated) {}

  /** Inserts what is new and answers what is not, in the caller's transaction. */
  public Result accept(Connection connection, Collection<Submission> submissions)
      throws SQLException {
    Map<OperationKey, Submission> first = new LinkedHashMap<>();
    List<Submission> repeated = new ArrayList<>();
    for (Submission each : submissions) {
      if (first.putIfAbsent(each.key(), each) != null) {
        repeated.add(each);
      }
    }
    Instant now = StateDatabase.clock(connection);
    Map<OperationKey, Cancel> cancels = EarlyCancels.take(connection, first.keySet());
    Set<OperationKey> inserted =
        new OperationInsert(facts, cancels, now).insert(connection, first.values());
    List<OutboxRecord> records = new ArrayList<>();
    Set<String> woken = new TreeSet<>();
    int accepted = 0;
    for (Submission each : first.values()) {
      if (!inserted.contains(each.key())) {
        repeated.add(each);
        Cancel late = cancels.get(each.key());
        if (late != null) {
          EarlyCancels.remember(connection, each.key(), late);
        }
        continue;
      }
      Cancel cancel = cancels.get(each.key());
      tell(each, cancel, now, records);
      if (each.lane() != null && each.rejection() == null && cancel == null) {
        accepted++;
        if (!each.held()) {
          woken.add(each.lane());
        }
      } else {
        OperationState end =
            each.rejection() == null ? OperationState.CANCELLED : OperationState.REJECTED;
        state.afterCommit(() -> ends.ended(each.key().kind(), end, Duration.ZERO));
      }
    }
    lanes.wake(connection, woken);
    records.addAll(repetition.answer(connection, repeated, now));
    return new Result(records, accepted, inserted.size() - accepted, repeated.size());
  }

  private void tell(
      Submission submission, @Nullable Cancel cancel, Instant now, List<OutboxRecord> records) {
    Origin origin = submission.origin();
    OperationHeader header = Facts.header(origin, 1, 0, now);
    if (submission.rejection() != null) {
      records.add(facts.event(origin, Facts.rejected(header, submission.rejection())));
      return;
    }
    records.add(facts.event(origin, accepted(header, submission, now)));
    if (cancel != null) {
      records.add(facts.event(origin, cancelled(Facts.header(origin, 2, 0, now), cancel)));
    } else if (submission.held()) {
      records.add(facts.event(origin, unapproved(Facts.header(origin, 2, 0, now), submission)));
    }
  }

  static OperationCancelled cancelled(OperationHeader header, Cancel cancel) {
    return OperationCancelled.newBuilder()
        .setHeader(header)
        .setRequestedBy(cancel.requestedBy())
        .setReason(cancel.reason())
        .build();
  }

  private static OperationWaiting unapproved(OperationHeader header, Submission submission) {
    Instant until = submission.approveBy(header.getObservedAt());
    String approvers =
        submission.approval() == null
            ? ""
            : String.join(" or ", new TreeSet<>(submission.approval().approvers()));
    String detail =
        "an approval of %s (not of the requester) is needed before %s: ./drover approve %s --kind %s, digest %s"
            .formatted(
                approvers,
                until,
                submission.key().operationId(),
                submission.key().kind(),
                submission.digest());
    return OperationWaiting.newBuilder(FactWriter.waiting(header, "approval", detail, until, null))
        .setRequestDigest(submission.digest())
        .build();
  }

  /** From when its time counts at the latest. */
  private static Instant begins(Submission submission, Instant now) {
    return submission.held() ? submission.approveBy(now) : now;
  }

  private static OperationAccepted accepted(
      OperationHeader header, Submission submission, Instant now) {
    OperationKey parent = submission.parent();
    return OperationAccepted.newBuilder()
        .setHeader(header)
        .setRequestedBy(submission.requestedBy())
        .setReason(submission.reason())
        .setLabels(submission.labels())
        .setAsked(submission.asked())
        .setRequestDigest(submission.digest())
        .setExpiresAt(submission.expiresAt())
        .setDeadline(begins(submission, now).plusSeconds(submission.timeoutSeconds()))
        .setParentKind(parent == null ? null : parent.kind())
        .setParentOperationId(parent == null ? null : parent.operationId())
        .build();
  }
}
