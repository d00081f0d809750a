package io.drover.service.outbox;

import io.drover.bus.TransactionFailure;
import io.drover.bus.TransactionalPublisher;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox.Stored;
import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.OperationsFactory;
import io.drover.service.wiring.ServiceSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Relays whose guards are broken on purpose. */
@Factory
@Requires(property = "drover.test.twin")
final class RelayTwins {
  /** Deletes what Kafka may not have yet. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "delete-before-commit")
  @Replaces(bean = Relay.class, factory = OperationsFactory.class)
  Relay hasty(
      StateDatabase state,
      Outbox outbox,
      RelayMarkers markers,
      StepListener steps,
      ServiceSettings settings,
      MeterRegistry meters) {
    return new Relay(state, outbox, lease(settings), markers, markers::publisher, steps, meters) {
      @Override
      void deliver(TransactionalPublisher current, List<Stored> batch)
          throws SQLException, TransactionFailure {
        long[] ids = send(current, batch);
        forget(ids);
        steps.reached("", "relay-committed");
        current.commit();
      }
    };
  }

  /** Sends again what Kafka has already. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "no-recovery")
  @Replaces(bean = Relay.class, factory = OperationsFactory.class)
  Relay forgetful(
      StateDatabase state,
      Outbox outbox,
      RelayMarkers markers,
      StepListener steps,
      ServiceSettings settings,
      MeterRegistry meters) {
    return new Relay(state, outbox, lease(settings), markers, markers::publisher, steps, meters) {
      @Override
      void recover() {}
    };
  }

  private static RelayLease lease(ServiceSettings settings) {
    return new RelayLease(settings.instance(), settings.relayLease());
  }
}
