package io.drover.monitor.wiring;

import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.OutboxRecord;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** An outbox of the monitor that is broken on purpose. */
@Factory
@Requires(property = "drover.test.twin", classes = OutboxFactory.class)
final class OutboxTwins {
  /** Takes everything twice. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "states-twice")
  @Replaces(bean = Outbox.class, factory = OutboxFactory.class)
  Outbox twice() {
    return new Outbox() {
      @Override
      public void add(Connection connection, Collection<OutboxRecord> records) throws SQLException {
        super.add(connection, records);
        super.add(connection, records);
      }
    };
  }
}
