package io.drover.localstack;

/**
 * A running Kafka broker. It keeps its port and its data when it is stopped or killed and started
 * again.
 *
 * <p>All methods may be called from any thread, wait at most two minutes, and throw {@link
 * LocalStackException} when the broker does not do as it is told in that time.
 */
public interface KafkaServer extends AutoCloseable {
  /** {@code host:port} as clients want it; the same for the life of this object. */
  String bootstrapServers();

  /** Starts the broker again after {@link #stop} or {@link #kill}; does nothing while it runs. */
  void start();

  /** Ends the broker in order; does nothing when it does not run. */
  void stop();

  /** Ends the broker as a power cut would (SIGKILL); does nothing when it does not run. */
  void kill();

  /** Stops the broker, by force when it does not stop in order. */
  @Override
  void close();
}
