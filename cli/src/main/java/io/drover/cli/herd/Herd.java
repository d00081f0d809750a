package io.drover.cli.herd;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.Follower;
import io.drover.bus.FollowerProblem;
import io.drover.bus.Message;
import io.drover.bus.PublishedAt;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaDirectory;
import io.drover.bus.SigningKey;
import io.drover.bus.StartPosition;
import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.schemas.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One herd, reached over Kafka. Every wait is bounded. Thread-safe. */
public final class Herd implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration READ_PATIENCE = Duration.ofSeconds(30);
  private static final String SOURCE = "drover/cli";

  private final BusConfig config;
  private final @Nullable SigningKey signer;
  private final SchemaDirectory schemas;
  private final Codec codec;

  private Herd(BusConfig config, @Nullable SigningKey signer) {
    this.config = config;
    this.signer = signer;
    this.schemas = new SchemaDirectory(config);
    this.codec = new Codec(schemas);
  }

  /**
   * The herd that the environment names.
   *
   * @throws CliFailure when no broker takes a connection
   */
  public static Herd join(CliContext context) {
    return join(context, Optional.empty());
  }

  /** The same, with a key by which everything that is published is signed. */
  public static Herd join(CliContext context, Optional<SigningKey> key) {
    KafkaAddress address = KafkaAddress.of(context);
    address.requireReachable();
    return new Herd(
        new BusConfig(
            address.servers(),
            context.variable("DROVER_TOPIC_PREFIX").orElse(BusConfig.DEFAULT_PREFIX),
            BusConfig.fromEnvironment().clientProperties()),
        key.orElse(null));
  }

  /** Reads what it publishes and others publish. */
  public Codec codec() {
    return codec;
  }

  /** Envelope for a command about an operation. */
  public static Envelope envelope(SpecificRecord command, String operationId) {
    return Envelope.of(command, SOURCE).correlation(operationId).subject(operationId);
  }

  /** Publishes a command, and before it the schemas that readers may lack. */
  public PublishedAt publish(Topic topic, String key, SpecificRecord command, Envelope envelope) {
    try (var publisher = new Publisher(config, codec, SOURCE, signer)) {
      schemas.publishOwn();
      return publisher
          .publish(topic, key, command, envelope)
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | BusUnavailableException e) {
      throw unavailable("The request could not be published", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("The wait for the broker was interrupted", e);
    }
  }

  /** Hands each message to the listener, on a thread of its own, until it is closed. */
  public Follower follow(
      StartPosition from, Consumer<Message<SpecificRecord>> listener, Topic... topics) {
    var problem = new AtomicReference<>("it does not answer as a Kafka broker");
    Future<Follower> started =
        start(
            Follower.follower(config, codec)
                .name("cli")
                .topics(topics)
                .from(from)
                .unreadable(Follower.Unreadable.SKIP)
                .onProblem(each -> remember(problem, each))
                .onBatch((batch, next) -> batch.forEach(listener)));
    try {
      return started.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable("The topics cannot be read", new TimeoutException(problem.get()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("The wait for the broker was interrupted", e);
    }
  }

  private static Future<Follower> start(Follower.Builder builder) {
    var started = new CompletableFuture<Follower>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                started.complete(builder.start());
              } catch (RuntimeException e) {
                started.completeExceptionally(e);
              }
            });
    return started;
  }

  private static void remember(AtomicReference<String> problem, FollowerProblem seen) {
    if (seen instanceof FollowerProblem.BrokerUnavailable away) {
      problem.set(String.valueOf(away.cause().getMessage()));
    }
  }

  /** Hands each message of the topic to the listener, up to the end that it has now. */
  public void readAll(Topic topic, Consumer<Message<SpecificRecord>> listener) {
    read(topic, follower -> follower.onBatch((batch, next) -> batch.forEach(listener)));
  }

  /** The same as bytes: commands may be JSON. */
  public void readAllRaw(Topic topic, Consumer<Message<byte[]>> listener) {
    read(topic, follower -> follower.onRawBatch((batch, next) -> batch.forEach(listener)));
  }

  private void read(Topic topic, UnaryOperator<Follower.Builder> handler) {
    var problem = new AtomicReference<>("its end was not reached");
    Follower.Builder builder =
        Follower.follower(config, codec)
            .name("cli")
            .topics(topic)
            .unreadable(Follower.Unreadable.SKIP)
            .onProblem(each -> remember(problem, each));
    try (Follower follower = handler.apply(builder).start()) {
      if (!follower.awaitCaughtUp(READ_PATIENCE)) {
        throw unavailable(
            "The topic " + config.topic(topic) + " cannot be read",
            new TimeoutException(problem.get()));
      }
    } catch (CancellationException e) {
      throw unavailable("The topic " + config.topic(topic) + " cannot be read", e);
    }
  }

  private CliFailure unavailable(String what, Exception cause) {
    Throwable root = cause instanceof ExecutionException ? cause.getCause() : cause;
    String why =
        root == null || root.getMessage() == null ? "no answer in time" : root.getMessage();
    return new CliFailure(
        what + ", broker " + config.bootstrapServers() + " (" + why + ").",
        "./drover status   (are the services that make the topics running?)",
        cause);
  }

  @Override
  public void close() {
    schemas.close();
  }
}
