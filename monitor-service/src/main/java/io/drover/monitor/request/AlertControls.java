package io.drover.monitor.request;

import io.drover.bus.CommandCodec;
import io.drover.monitor.access.Caller;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.projection.AlertQueries;
import io.drover.schemas.AlertControl;
import io.drover.schemas.Topics;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Acknowledges and silences alerts. Thread-safe. */
public final class AlertControls {
  private static final Set<String> ACTIONS = Set.of("acknowledge", "silence", "release");
  private static final Set<String> SCOPED = Set.of("silence", "release");
  private static final Duration LONGEST = Duration.ofDays(30);

  private final CommandCodec codec;
  private final Outlet outlet;
  private final SilenceScopes scopes;
  private final AlertQueries alerts;
  private final Clock clock;

  /** Publishes through this outlet. */
  public AlertControls(
      CommandCodec codec,
      Outlet outlet,
      DatabaseRegistry registry,
      AlertQueries alerts,
      Silences silences,
      Clock clock) {
    this.codec = codec;
    this.outlet = outlet;
    this.scopes = new SilenceScopes(registry, silences);
    this.alerts = alerts;
    this.clock = clock;
  }

  /** Says what becomes of one alert. */
  public AlertControl control(String alertId, byte[] json, Caller caller)
      throws RefusedException, SQLException {
    Body body = Body.of(json);
    String action = body.must("action");
    if (!ACTIONS.contains(action)) {
      throw RefusedException.invalid(
          "There is no such action.", "action is one of acknowledge, silence, release.");
    }
    AlertQueries.AlertView alert =
        alerts
            .byId(alertId)
            .orElseThrow(
                () -> RefusedException.missing("There is no such alert.", "GET /api/alerts"));
    scopes.reach(alert.database(), caller);
    body.with("action", action).with("alertId", alertId);
    for (String foreign : List.of("database", "server", "name")) {
      if (body.take(foreign) != null) {
        throw RefusedException.invalid(
            foreign + " is for silences of many alerts.", "POST /api/silences");
      }
    }
    return publish(body, alertId, caller);
  }

  /** Silences all that match, also later ones, or takes such silences back. */
  public AlertControl silence(byte[] json, Caller caller) throws RefusedException, SQLException {
    Body body = Body.of(json);
    if (body.take("alertId") != null) {
      throw RefusedException.invalid(
          "alertId is for a single alert.", "POST /api/alerts/{id}/control");
    }
    String given = body.take("action");
    String action = given == null ? "silence" : given;
    if (!SCOPED.contains(action)) {
      throw RefusedException.invalid(
          "There is no such action on many alerts.", "action is silence or release.");
    }
    if (action.equals("release") && body.has("until")) {
      throw RefusedException.invalid("A release holds at once.", "Leave until out.");
    }
    AlertControl wanted = checked(body.with("action", action).with("alertId", ""), caller);
    String key = scopes.admit(wanted, caller);
    outlet.publish(Topics.ALERT_CONTROL, key, wanted, key);
    return wanted;
  }

  private AlertControl publish(Body body, String alertId, Caller caller) throws RefusedException {
    AlertControl control = checked(body, caller);
    outlet.publish(Topics.ALERT_CONTROL, alertId, control, alertId);
    return control;
  }

  private AlertControl checked(Body body, Caller caller) throws RefusedException {
    AlertControl control = body.by(caller, outlet.signs()).as(codec, AlertControl.class);
    Instant until = control.getUntil();
    Instant now = clock.instant();
    if (until != null && (!until.isAfter(now) || until.isAfter(now.plus(LONGEST)))) {
      throw RefusedException.invalid(
          "until must lie ahead, by 30 days at most.", "Leave it out for 8 hours from now.");
    }
    return control;
  }
}
