package io.drover.monitor.wiring;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Publisher;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.projection.AlertQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.request.AlertControls;
import io.drover.monitor.request.DeploymentReports;
import io.drover.monitor.request.OperationControls;
import io.drover.monitor.request.OperationRequests;
import io.drover.monitor.request.Outlet;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.wiring.OwnKey;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Puts together what people and programs ask for over HTTP. */
@Factory
class RequestFactory {
  @Singleton
  CommandCodec commands(Codec codec) {
    return new CommandCodec(codec);
  }

  @Singleton
  Outlet outlet(Publisher publisher, OwnKey own) {
    return new Outlet(publisher, own.key() != null);
  }

  @Singleton
  OperationRequests requests(
      CommandCodec codec, Outlet outlet, DatabaseRegistry registry, OperationQueries operations) {
    return new OperationRequests(codec, outlet, registry, operations);
  }

  @Singleton
  OperationControls controls(
      CommandCodec codec, Outlet outlet, DatabaseRegistry registry, OperationQueries operations) {
    return new OperationControls(codec, outlet, registry, operations);
  }

  @Singleton
  AlertControls alertControls(
      CommandCodec codec,
      Outlet outlet,
      DatabaseRegistry registry,
      AlertQueries alerts,
      Silences silences,
      StateClock clock) {
    return new AlertControls(codec, outlet, registry, alerts, silences, clock);
  }

  @Singleton
  DeploymentReports deployments(
      CommandCodec codec, Outlet outlet, DatabaseRegistry registry, StateClock clock) {
    return new DeploymentReports(codec, outlet, registry, clock);
  }
}
