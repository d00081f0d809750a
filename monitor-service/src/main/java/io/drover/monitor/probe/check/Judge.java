package io.drover.monitor.probe.check;

import io.drover.schemas.HealthCheck;
import io.drover.service.target.CheckName;
import io.drover.service.target.CheckRule;
import io.drover.service.target.DatabaseEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes of a measurement what is told. Stateless. */
public final class Judge {
  /** What psql would wait to see the end of. */
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(ALTER|ANALYZE|CREATE|DROP|GRANT|REINDEX|ROLLBACK|SELECT|SHOW|VACUUM)\\b.*[^;]|ANALYZE|VACUUM",
          Pattern.DOTALL);

  private Judge() {}

  /**
   * The check as it is told of this database.
   *
   * @param measuredAt when, if not at this look
   */
  public static HealthCheck judge(
      CheckDefinition check,
      Measurement measurement,
      DatabaseEntry database,
      @Nullable Instant measuredAt) {
    CheckRule rule = database.health().of(check.name());
    return switch (measurement) {
      case Measurement.Value value -> value(check, value, rule, database, measuredAt);
      case Measurement.Hidden hidden -> hidden(check, hidden, database);
      case Measurement.Skipped skipped ->
          told(check, Status.SKIPPED, skipped.why(), skipped.remedy()).build();
      case Measurement.Failed failed ->
          told(check, Status.UNKNOWN, failed.why(), failed.remedy()).build();
    };
  }

  /** A check that was not made. */
  public static HealthCheck without(CheckDefinition check, String status, String message) {
    return told(check, status, message, "").build();
  }

  /** A check that has no definition. */
  public static HealthCheck plain(CheckName name, String status, String message, String remedy) {
    return builder(name, status, message, remedy).build();
  }

  /**
   * A check that has a value and no definition.
   *
   * @param rule null where it has no thresholds
   */
  public static HealthCheck measured(
      CheckName name,
      String status,
      double value,
      @Nullable CheckRule rule,
      String message,
      String remedy) {
    return builder(name, status, message, remedy)
        .setValue(value)
        .setUnit(name.unit().text())
        .setWarning(rule == null ? null : rule.warning())
        .setCritical(rule == null ? null : rule.critical())
        .build();
  }

  private static HealthCheck value(
      CheckDefinition check,
      Measurement.Value found,
      CheckRule rule,
      DatabaseEntry database,
      @Nullable Instant measuredAt) {
    String status = Status.of(found.value(), rule, check.name().falling());
    Measurement.Hidden hidden = found.hidden();
    if (status.equals(Status.OK) && hidden != null) {
      return hidden(check, hidden, database);
    }
    boolean none = found.value() == 0 && !check.none().isEmpty();
    String message =
        none
            ? check.none()
            : check.sentence().replace("{value}", Words.value(found.value(), check.name().unit()));
    String own = found.remedy().isEmpty() ? check.remedy() : found.remedy();
    List<String> lines = new ArrayList<>(found.lines());
    if (measuredAt != null) {
      lines.add("measured at " + measuredAt.truncatedTo(ChronoUnit.SECONDS));
    }
    return told(check, status, message, status.equals(Status.OK) ? "" : own)
        .setValue(found.value())
        .setUnit(check.name().unit().text())
        .setDetail(String.join("\n", lines))
        .setWarning(rule.warning())
        .setCritical(rule.critical())
        .build();
  }

  private static HealthCheck hidden(
      CheckDefinition check, Measurement.Hidden hidden, DatabaseEntry database) {
    String user = database.server().user();
    return told(
            check,
            Status.SKIPPED,
            "User " + user + " may not see all of it.",
            hidden.remedy().isEmpty() ? Privilege.READ_ALL_DATA.grant(user) : hidden.remedy())
        .build();
  }

  private static HealthCheck.Builder told(
      CheckDefinition check, String status, String message, String remedy) {
    return builder(check.name(), status, message, remedy)
        .setScope(check.ofServer() ? "server" : "database");
  }

  private static HealthCheck.Builder builder(
      CheckName name, String status, String message, String remedy) {
    return HealthCheck.newBuilder()
        .setName(name.text())
        .setStatus(status)
        .setMessage(message)
        .setRemedy(STATEMENT.matcher(remedy).matches() ? remedy + ";" : remedy);
  }
}
