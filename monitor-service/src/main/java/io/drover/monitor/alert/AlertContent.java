package io.drover.monitor.alert;

import io.drover.schemas.Alert;
import io.drover.schemas.AlertEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The records of alerts, made of conditions. */
final class AlertContent {
  static final String RAISED = "raised";
  static final String UPDATED = "updated";
  static final String RESOLVED = "resolved";

  private static final int LONGEST_VALUE = 1_000;
  private static final int MOST_EVIDENCE = 20;

  /** Numbers move all the time: they alone are no change for this long. */
  private static final Duration REFRESH = Duration.ofMinutes(10);

  private AlertContent() {}

  /** An alert that is yet to be raised: sequence 0. */
  static Alert pending(String alertId, Condition condition, Instant now) {
    About about = condition.about();
    return filled(
            Alert.newBuilder()
                .setAlertId(alertId)
                .setState(RAISED)
                .setName(condition.name())
                .setDatabase(about.database())
                .setServer(about.server())
                .setService(about.service())
                .setSince(now)
                .setRaisedAt(now)
                .setSequence(0),
            condition,
            condition.keeps(),
            now)
        .build();
  }

  /** The alert at the moment in which it is raised. */
  static Alert raised(
      Alert pending,
      Condition condition,
      Severity severity,
      Instant since,
      @Nullable Cause cause,
      String runbook,
      Instant now) {
    Alert.Builder raised =
        filled(Alert.newBuilder(pending), condition, severity, now)
            .setSince(since)
            .setRaisedAt(now)
            .setRunbook(runbook)
            .setSequence(1);
    if (cause != null) {
      raised.setCause(bounded(cause.sentence()));
      raised.setCauseKind(cause.kind());
      raised.setCauseOperationId(cause.operationId());
    }
    return raised.build();
  }

  /** The alert as its condition is now; the very same where nothing worth telling has changed. */
  static Alert refreshed(Alert alert, Condition condition, Severity severity, Instant now) {
    if (condition.raises() == null) {
      return severity.word().equals(alert.getSeverity())
          ? alert
          : Alert.newBuilder(alert).setSeverity(severity.word()).build();
    }
    Alert next = filled(Alert.newBuilder(alert), condition, severity, now).build();
    boolean worthTelling =
        !next.getSeverity().equals(alert.getSeverity())
            || !next.getMembers().equals(alert.getMembers())
            || !reason(next).equals(reason(alert))
            || (!sameNumbers(next, alert)
                && Duration.between(alert.getObservedAt(), now).compareTo(REFRESH) >= 0);
    return worthTelling ? next : alert;
  }

  /** The alert when it is over. */
  static Alert resolved(Alert alert, Instant goneAt, Instant now) {
    return Alert.newBuilder(alert)
        .setState(RESOLVED)
        .setObservedAt(now)
        .setResolvedAt(goneAt)
        .setSequence(alert.getSequence() + 1)
        .build();
  }

  /** The alert of a database that the registry no longer names: nobody looks after it any more. */
  static Alert departed(Alert alert) {
    List<AlertEvidence> evidence = new ArrayList<>(alert.getEvidence());
    evidence.add(
        AlertEvidence.newBuilder()
            .setName("resolved")
            .setValue("the database is no longer in the registry")
            .build());
    return Alert.newBuilder(alert).setEvidence(evidence).build();
  }

  /** The next change after the newest that is known. */
  static Alert updated(Alert changed, Alert before, Instant now) {
    return Alert.newBuilder(changed)
        .setState(UPDATED)
        .setObservedAt(now)
        .setSequence(before.getSequence() + 1)
        .build();
  }

  /** The alert with what people have said about it. */
  static Alert marked(Alert alert, Marks marks) {
    if (marks.equals(Marks.of(alert))) {
      return alert;
    }
    return Alert.newBuilder(alert)
        .setAcknowledgedBy(marks.acknowledgedBy())
        .setAcknowledgedUntil(marks.acknowledgedUntil())
        .setSilencedBy(marks.silencedBy())
        .setSilencedUntil(marks.silencedUntil())
        .setNote(marks.note())
        .build();
  }

  /**
   * Why something does not answer. It sends people to another place to look, so it is told at once;
   * digits in it do not.
   */
  private static String reason(Alert alert) {
    String reason =
        alert.getName().equals(AlertName.REACHABLE_CHECK)
            ? alert.getSummary()
            : alert.getEvidence().stream()
                .filter(each -> each.getName().equals(ServerOutage.REASON))
                .findFirst()
                .map(AlertEvidence::getValue)
                .orElse("");
    return reason.replaceAll("\\d+", "");
  }

  private static boolean sameNumbers(Alert one, Alert other) {
    return one.getSummary().equals(other.getSummary())
        && Objects.equals(one.getEvidence(), other.getEvidence())
        && one.getRemedy().equals(other.getRemedy());
  }

  private static Alert.Builder filled(
      Alert.Builder alert, Condition condition, Severity severity, Instant now) {
    List<AlertEvidence> evidence =
        condition.evidence().entrySet().stream()
            .limit(MOST_EVIDENCE)
            .map(
                each ->
                    AlertEvidence.newBuilder()
                        .setName(each.getKey())
                        .setValue(bounded(each.getValue()))
                        .build())
            .toList();
    return alert
        .setSeverity(severity.word())
        .setObservedAt(now)
        .setSummary(bounded(condition.summary()))
        .setEvidence(evidence)
        .setRemedy(bounded(condition.remedy()))
        .setMembers(condition.members());
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
  }
}
