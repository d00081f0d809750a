package io.drover.service.ledger;

import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.OperationsFactory;
import io.drover.service.wiring.ServiceSettings;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;

/** Ledgers whose guards are broken on purpose. */
@Factory
@Requires(property = "drover.test.twin")
final class LedgerTwins {
  /** Lets an attempt write that has been replaced. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "no-fence")
  @Replaces(bean = Ledger.class, factory = OperationsFactory.class)
  Ledger noFence(
      StateDatabase state, Outbox outbox, Facts facts, EndMeter ends, ServiceSettings settings) {
    return new Ledger(state, outbox, facts, ends, settings.service(), settings.instance()) {
      @Override
      boolean owned(LedgerRow row, RunningOperation operation) {
        return true;
      }
    };
  }

  /** Ends a lane although there is more to do in it. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "lost-wake-up")
  @Replaces(bean = LaneWork.class, factory = OperationsFactory.class)
  LaneWork forgetful(Lanes lanes) {
    return new LaneWork(lanes) {
      @Override
      public Optional<Instant> next(Connection connection, String lane) {
        return Optional.empty();
      }
    };
  }

  /** Does not look for lanes that were forgotten. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "lost-wake-up")
  @Replaces(bean = Lanes.class, factory = OperationsFactory.class)
  Lanes blind() {
    return new Lanes() {
      @Override
      public int sweep(Connection connection) {
        return 0;
      }
    };
  }

  /** Runs what has expired. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "no-expiry-check")
  @Replaces(bean = Beginning.class, factory = OperationsFactory.class)
  Beginning timeless(StateDatabase state, Ledger ledger) {
    return new Beginning(state, ledger) {
      @Override
      boolean expired(LedgerRow row) {
        return false;
      }
    };
  }
}
