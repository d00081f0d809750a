package io.drover.monitor.alert;

import io.drover.monitor.projection.CheckView;
import io.drover.monitor.words.Amounts;
import io.drover.service.target.CheckName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the result of a check means for alerts. */
final class CheckCondition {
  private CheckCondition() {}

  /**
   * Null where all is well, and well enough for any alert to end.
   *
   * @param at when the check was made
   */
  static @Nullable Condition of(CheckView check, About about, Instant at) {
    Severity keeps = Hysteresis.keeps(check);
    return switch (check.status()) {
      case "critical" -> condition(check, about, Severity.CRITICAL).since(begin(check, at));
      case "warning" -> {
        Condition warning = condition(check, about, Severity.WARNING).since(begin(check, at));
        yield keeps == null ? warning : warning.keeping(keeps);
      }
      case "ok" -> keeps == null ? null : Condition.keeping(check.name(), about).keeping(keeps);
      // What was not seen is neither right nor wrong.
      default -> Condition.keeping(check.name(), about);
    };
  }

  private static Condition condition(CheckView check, About about, Severity severity) {
    return Condition.of(
            check.name(),
            severity,
            about,
            check.message().isEmpty() ? check.name() + " is " + severity.word() : check.message())
        .seen("value", number(check.value(), check.unit()))
        .seen("warning from", number(check.warning(), check.unit()))
        .seen("critical from", number(check.critical(), check.unit()))
        .seen("detail", text(check.detail()))
        .seen("observed by", text(check.source()))
        .remedy(check.remedy());
  }

  /** What has an age began before it became too old; null where only the one who looks can tell. */
  private static @Nullable Instant begin(CheckView check, Instant at) {
    Double value = check.value();
    boolean age = CheckName.of(check.name()).filter(CheckName::age).isPresent();
    return value == null || !age ? null : at.minusMillis(Math.round(value * 1_000));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String number(@Nullable Double value, String unit) {
    return value == null ? "" : Amounts.value(value, unit);
  }
}
