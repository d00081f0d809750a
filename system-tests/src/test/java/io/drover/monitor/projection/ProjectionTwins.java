package io.drover.monitor.projection;

import io.drover.bus.BusConfig;
import io.drover.bus.SchemaDirectory;
import io.drover.bus.TopicPartitionKey;
import io.drover.monitor.wiring.MonitorFactory;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import java.util.Map;

/** A projection whose guard is broken on purpose. */
@Factory
@Requires(property = "drover.test.twin", classes = MonitorFactory.class)
final class ProjectionTwins {
  private static final int LARGEST_BATCH = 1_000;

  /** Folds again what another instance has folded. */
  @Context
  @Bean(preDestroy = "close")
  @Requires(property = "drover.test.twin", value = "folds-again")
  @Replaces(bean = Projection.class, factory = MonitorFactory.class)
  Projection forgetful(
      BusConfig bus,
      SchemaDirectory schemas,
      StateDatabase state,
      MeterRegistry meters,
      Feed feed,
      ProgressBoard board,
      OperationQueries operations,
      StepListener steps) {
    ProjectionStore store =
        new ProjectionStore(state, steps) {
          @Override
          BatchFold fresh(BatchFold batch, Map<TopicPartitionKey, Long> stored) {
            return batch;
          }
        };
    Projection projection =
        new Projection(
            bus,
            schemas,
            store,
            new ProjectionMetrics(meters),
            new Changes(feed, board, operations),
            LARGEST_BATCH);
    projection.start();
    return projection;
  }
}
