package io.drover.monitor.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.monitor.absence.Absences;
import io.drover.monitor.absence.ProbableCauses;
import io.drover.monitor.absence.Recovery;
import io.drover.monitor.alert.AlertEngine;
import io.drover.monitor.alert.Alerts;
import io.drover.monitor.alert.CheckConditions;
import io.drover.monitor.alert.RunbookPages;
import io.drover.monitor.alert.Runbooks;
import io.drover.monitor.alert.Silences;
import io.drover.monitor.alert.WebhookHealth;
import io.drover.monitor.alert.WebhookSettings;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.Projection;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.Relay;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.wiring.ServiceSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts together what finds out what is wrong and tells it. */
@Factory
public class AlertFactory {
  @Singleton
  Recovery recovery(StateDatabase state, StateClock clock) {
    return new Recovery(state, clock);
  }

  @Singleton
  @Bean(preDestroy = "close")
  Absences absences(
      BusConfig bus, StateDatabase state, DatabaseRegistry registry, StateClock clock) {
    Absences absences = new Absences(bus, state, registry, clock);
    absences.start();
    return absences;
  }

  @Singleton
  Alerts.Times times(
      @Property(name = "drover.alert.interval", defaultValue = "10s") Duration interval,
      @Property(name = "drover.alert.lease", defaultValue = "45s") Duration lease,
      @Property(name = "drover.alert.retention", defaultValue = "30d") Duration retention) {
    return new Alerts.Times(interval, lease, retention);
  }

  @Singleton
  WebhookHealth webhookHealth(MeterRegistry meters) {
    return new WebhookHealth(meters);
  }

  /** A receiver that fails does not take the monitor down, but is not kept quiet either. */
  @Singleton
  HealthIndicator webhookIndicator(WebhookHealth health) {
    return () ->
        Publishers.just(
            HealthResult.builder("alert-webhook", HealthStatus.UP)
                .details(Map.of("problem", health.problem().orElse("none")))
                .build());
  }

  @Singleton
  Silences silences(StateDatabase state, HealthQueries health, StateClock clock) {
    return new Silences(state, health, clock);
  }

  @Singleton
  RunbookPages runbooks() {
    return new RunbookPages();
  }

  @Context
  @Bean(preDestroy = "close")
  Alerts alerts(
      BusConfig bus,
      Codec codec,
      StateDatabase state,
      StateClock clock,
      Outbox outbox,
      Relay relay,
      StepListener steps,
      DatabaseRegistry registry,
      Projection projection,
      Absences absences,
      ServiceSettings service,
      Alerts.Times times,
      WebhookHealth health,
      @Property(name = "drover.alert.runbooks", defaultValue = "") String runbooks,
      @Property(name = "drover.alert.external-url", defaultValue = "") String externalUrl,
      @Property(name = "drover.alert.webhook", defaultValue = "") String webhook,
      @Property(name = "drover.alert.webhook-token", defaultValue = "") String token,
      @Property(name = "drover.alert.webhook-plain", defaultValue = "false") boolean plain)
      throws SQLException {
    Alerts alerts =
        new Alerts(
            bus,
            codec,
            state,
            clock,
            new Alerts.Inputs(
                List.of(new CheckConditions(registry, new HealthQueries(state)), absences),
                facts(projection),
                new ProbableCauses(state, registry),
                name -> registry.find(name).isPresent()),
            new Alerts.Leaving(outbox, relay::wake, steps),
            health,
            new Alerts.Settings(
                service.instance(),
                service.source(),
                Runbooks.prefix(runbooks, externalUrl),
                times,
                webhook.isBlank() ? null : WebhookSettings.of(webhook, token, plain, externalUrl)));
    alerts.start();
    return alerts;
  }

  private static AlertEngine.Facts facts(Projection projection) {
    return new AlertEngine.Facts() {
      @Override
      public boolean current() {
        return projection.current();
      }

      @Override
      public Optional<String> problem() {
        return projection.problem();
      }
    };
  }
}
