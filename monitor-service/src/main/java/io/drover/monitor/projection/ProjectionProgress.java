package io.drover.monitor.projection;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.TopicOffsets;
import io.drover.bus.TopicPartitionKey;
import io.drover.monitor.projection.ProjectionStatus.PartitionStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells how far the projection is. Thread-safe; the broker is asked once a second at most. */
public final class ProjectionProgress implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(3);
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Projection projection;
  private final TopicOffsets offsets;
  private @Nullable Ranges last;

  /** Tells of this projection; connects to the broker in the background. */
  public ProjectionProgress(BusConfig bus, Projection projection) {
    this.projection = projection;
    this.offsets = new TopicOffsets(bus, DEADLINE);
  }

  private record Ranges(Map<TopicPartitionKey, TopicOffsets.Range> all, long readAt) {}

  /**
   * How far it is.
   *
   * @throws SQLException the state database does not answer
   */
  public ProjectionStatus status() throws SQLException {
    Map<TopicPartitionKey, TopicOffsets.Range> retained = retained();
    ProjectionStatus brief = projection.standing();
    if (retained.isEmpty()) {
      return brief;
    }
    Map<TopicPartitionKey, Long> next = projection.positions();
    List<PartitionStatus> partitions =
        retained.entrySet().stream()
            .map(
                one ->
                    PartitionStatus.of(
                        one.getKey().topic(),
                        one.getKey().partition(),
                        one.getValue().first(),
                        next.getOrDefault(one.getKey(), one.getValue().first()),
                        one.getValue().end()))
            .sorted(
                Comparator.comparing(PartitionStatus::topic)
                    .thenComparingInt(PartitionStatus::partition))
            .toList();
    long records = partitions.stream().mapToLong(one -> one.end() - one.first()).sum();
    long lag = partitions.stream().mapToLong(PartitionStatus::lag).sum();
    return new ProjectionStatus(
        brief.state(),
        brief.since(),
        brief.problem(),
        records,
        lag,
        ProjectionStatus.share(records - lag, records),
        partitions);
  }

  private synchronized Map<TopicPartitionKey, TopicOffsets.Range> retained() {
    Ranges known = last;
    if (known == null || System.nanoTime() - known.readAt() > FRESH.toNanos()) {
      known = new Ranges(read(), System.nanoTime());
      last = known;
    }
    return known.all();
  }

  /** Nothing while the broker is away: the projection itself says that then. */
  private Map<TopicPartitionKey, TopicOffsets.Range> read() {
    try {
      return offsets.of(ProjectionSession.TOPICS);
    } catch (BusUnavailableException e) {
      return Map.of();
    }
  }

  @Override
  public void close() {
    offsets.close();
  }
}
