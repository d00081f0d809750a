package io.drover.monitor.request;

import io.drover.bus.CommandCodec;
import io.drover.monitor.access.Caller;
import io.drover.schemas.DeploymentObserved;
import io.drover.schemas.Topics;
import io.drover.service.target.DatabaseRegistry;
import java.time.Clock;
import java.util.regex.Pattern;

/** Takes in what was deployed, so that alerts which follow can name it. Thread-safe. */
public final class DeploymentReports {
  private static final Pattern LINK = Pattern.compile("(https?://\\S+)?");

  private final CommandCodec codec;
  private final Outlet outlet;
  private final Reach reach;
  private final Clock clock;

  /** Publishes through this outlet. */
  public DeploymentReports(
      CommandCodec codec, Outlet outlet, DatabaseRegistry registry, Clock clock) {
    this.codec = codec;
    this.outlet = outlet;
    this.reach = new Reach(registry);
    this.clock = clock;
  }

  /** Publishes the report; without observedAt it is about now. */
  public DeploymentObserved submit(byte[] json, Caller caller) throws RefusedException {
    Body body = Body.of(json);
    if (!body.has("observedAt")) {
      body.with("observedAt", clock.instant().toString());
    }
    DeploymentObserved deployment =
        body.by(caller, outlet.signs()).as(codec, DeploymentObserved.class);
    if (deployment.getName().isBlank()) {
      throw RefusedException.invalid("name must not be empty.", "Send what was deployed.");
    }
    if (!LINK.matcher(deployment.getLink()).matches()) {
      throw RefusedException.invalid(
          "link must be an address that begins with https:// or http://.", "Leave it out.");
    }
    reach.database(deployment.getDatabase(), caller);
    outlet.publish(Topics.DEPLOYMENTS, deployment.getDatabase(), deployment, deployment.getName());
    return deployment;
  }
}
