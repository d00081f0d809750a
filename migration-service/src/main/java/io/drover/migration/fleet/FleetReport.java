package io.drover.migration.fleet;

import io.drover.schemas.FailureCode;
import io.drover.schemas.FleetMember;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.OperationFailure;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A fleet in the words of the contract. */
final class FleetReport {
  /** With the envelope well below a broker's limit of 1 MiB a record. */
  private static final int MOST_BYTES = 700_000;

  private static final int BYTES_BESIDE_TEXTS = 32;
  private static final int MOST_DETAIL = 7_500;
  private static final int NAMED = 3;

  private final FleetTable table;
  private final String fleet;
  private final String mode;
  private final Standing standing;

  FleetReport(FleetTable table, String fleet, String mode, Standing standing) {
    this.table = table;
    this.fleet = fleet;
    this.mode = mode;
    this.standing = standing;
  }

  /** All but the header, with as many databases as one record holds. */
  FleetSummary.Builder summary() throws SQLException {
    List<FleetMember> members = new ArrayList<>();
    int[] bytes = {0};
    table.members(
        fleet,
        member -> {
          bytes[0] += size(member);
          return bytes[0] <= MOST_BYTES && members.add(member);
        });
    return FleetSummary.newBuilder()
        .setMode(mode)
        .setMembers(members)
        .setMemberCount(standing.total())
        .setSucceededCount(standing.succeeded())
        .setNotBegunCount(standing.notBegun())
        .setAppliedCount(standing.applied())
        .setPendingCount(standing.pending())
        .setBlockingCount(standing.blocking());
  }

  private static int size(FleetMember member) {
    int size = BYTES_BESIDE_TEXTS + (member.getOperationId() == null ? 0 : 40);
    for (String text :
        List.of(
            member.getDatabase(),
            member.getOutcome(),
            member.getCode(),
            member.getMessage(),
            member.getRemedy())) {
      size += text.getBytes(StandardCharsets.UTF_8).length;
    }
    return size;
  }

  FleetSucceeded succeeded(OperationHeader header, Instant acceptedAt) {
    return FleetSucceeded.newBuilder()
        .setHeader(header)
        .setMode(mode)
        .setMemberCount(standing.total())
        .setAppliedCount(standing.applied())
        .setPendingCount(standing.pending())
        .setBlockingCount(standing.blocking())
        .setDurationMillis(Duration.between(acceptedAt, header.getObservedAt()).toMillis())
        .build();
  }

  /** Why the fleet failed: a line for each database without success, as many as fit. */
  OperationFailure failure(int stopAfterFailures) throws SQLException {
    List<FleetMember> first = new ArrayList<>();
    StringBuilder detail = new StringBuilder();
    int[] told = {0};
    table.members(
        fleet,
        member -> {
          if (told[0] >= standing.failures()) {
            return false;
          }
          String line = line(member);
          if (detail.length() + line.length() > MOST_DETAIL) {
            return false;
          }
          if (first.size() < NAMED) {
            first.add(member);
          }
          detail.append(line).append('\n');
          told[0]++;
          return true;
        });
    int untold = standing.failures() - told[0];
    if (untold > 0) {
      detail.append("… and ").append(untold).append(" more");
    }
    return OperationFailure.of(
            FailureCode.CHILD_FAILED, message(first, stopAfterFailures), remedy(first))
        .withDetail(detail.toString().strip());
  }

  private static String line(FleetMember member) {
    String code = member.getCode().isEmpty() ? member.getOutcome() : member.getCode();
    return member.getDatabase() + ": " + code + " " + member.getMessage();
  }

  private String message(List<FleetMember> first, int stopAfterFailures) {
    String names = String.join(", ", first.stream().map(FleetMember::getDatabase).toList());
    int others = standing.failures() - first.size();
    String message =
        "%d of %d databases did not succeed: %s%s."
            .formatted(
                standing.failures(),
                standing.total(),
                names,
                others > 0 ? " and " + others + " more" : "");
    return standing.notBegun() == 0
        ? message
        : message
            + " %d were not begun, as the fleet stops after %s."
                .formatted(
                    standing.notBegun(),
                    stopAfterFailures == 1 ? "1 failure" : stopAfterFailures + " failures");
  }

  private static String remedy(List<FleetMember> first) {
    for (FleetMember each : first) {
      if (!each.getRemedy().isEmpty()) {
        return each.getRemedy();
      }
    }
    return first.isEmpty() ? "" : "./drover follow " + first.getFirst().getOperationId();
  }
}
