package io.drover.service.wiring;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaDirectory;
import io.drover.bus.SigningKey;
import io.drover.bus.TopicAdmin;
import io.drover.service.operation.StepListener;
import io.drover.service.process.PostgresTools;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.SecretReference;
import io.drover.service.target.TargetConnections;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what every service has. */
@Factory
public class ServiceKitFactory {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceKitFactory.class);

  /**
   * Starts a service and returns when it is at work.
   *
   * @param service name of the service
   * @param stateScripts class path folder of the service's own tables; empty for a service that
   *     carries out operations, which gets the ledger's
   */
  public static ApplicationContext run(String service, String stateScripts, String... args) {
    BusConfig bus = BusConfig.fromEnvironment();
    try {
      return start(service, stateScripts, bus, List.of(), args);
    } catch (RuntimeException problem) {
      StartFailure why = StartFailure.of(problem, bus).orElseThrow(() -> problem);
      LOG.error("{} cannot start. {}", service, why.line());
      System.exit(1);
      throw why;
    }
  }

  /** What is done once, with what a service keeps, while no service is at work. */
  @FunctionalInterface
  public interface Command {
    void run(BusConfig bus, SchemaDirectory schemas, StateDatabase state) throws Exception;
  }

  /**
   * Runs a command with the settings, topics and tables of a service, which is not started.
   *
   * @param stateScripts class path folder of the service's own tables
   */
  public static void command(String service, String stateScripts, Command command)
      throws Exception {
    BusConfig bus = BusConfig.fromEnvironment();
    awaitTopics(bus);
    ServiceKitFactory kit = new ServiceKitFactory();
    try (Environment environment =
        ApplicationContext.builder()
            .properties(ServiceProperties.of(service, stateScripts, bus))
            .build()
            .getEnvironment()
            .start()) {
      ServiceSettings settings = kit.settings(environment);
      try (SchemaDirectory schemas = kit.schemas(bus);
          StateDatabase state = kit.state(settings)) {
        command.run(bus, schemas, state);
      }
    }
  }

  /**
   * @param beans further beans
   */
  static ApplicationContext start(
      String service, String stateScripts, BusConfig bus, List<Object> beans, String... args) {
    awaitTopics(bus);
    return new Startup()
        .args(args)
        .banner(false)
        .properties(ServiceProperties.of(service, stateScripts, bus))
        .singletons(bus)
        .singletons(beans.toArray())
        .start();
  }

  private static void awaitTopics(BusConfig bus) {
    Failsafe.with(patience(bus))
        .get(() -> TopicAdmin.ensure(bus))
        .forEach(difference -> LOG.warn("{}", difference));
  }

  private static RetryPolicy<Object> patience(BusConfig bus) {
    return RetryPolicy.builder()
        .handle(BusUnavailableException.class)
        .withDelay(Duration.ofSeconds(1))
        .withMaxDuration(Duration.ofMinutes(5))
        .withMaxRetries(-1)
        .onRetry(
            event ->
                LOG.warn(
                    "Kafka at {} does not answer yet: {}",
                    bus.bootstrapServers(),
                    String.valueOf(event.getLastException().getMessage())))
        .build();
  }

  @Singleton
  ServiceSettings settings(Environment environment) {
    String service = environment.getRequiredProperty("drover.service", String.class);
    return new ServiceSettings(
        service,
        environment
            .getProperty("drover.instance", String.class)
            .orElseGet(() -> ServiceProperties.defaultInstance(service)),
        String.valueOf(
            environment.getProperty("drover.version", String.class).orElse("development")),
        environment.getRequiredProperty("drover.state.url", String.class),
        environment.getProperty("drover.state.user", String.class, "drover"),
        new SecretReference(environment.getRequiredProperty("drover.state.password", String.class)),
        environment.getProperty("drover.state-scripts", String.class, ""),
        Path.of(environment.getRequiredProperty("drover.databases", String.class)),
        path(environment, "drover.principals"),
        path(environment, "drover.signing-key"),
        environment.getProperty("drover.pg-bin", String.class, ""),
        environment.getProperty("drover.workers", Integer.class, 4),
        environment.getProperty("drover.waiters", Integer.class, 32),
        environment.getProperty("drover.heartbeat", Duration.class, Duration.ofSeconds(5)),
        environment.getProperty("drover.relay-lease", Duration.class, Duration.ofSeconds(5)));
  }

  private static @Nullable Path path(Environment environment, String property) {
    return environment
        .getProperty(property, String.class)
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .orElse(null);
  }

  @Singleton
  @Bean(preDestroy = "close")
  SchemaDirectory schemas(BusConfig bus) {
    SchemaDirectory schemas = new SchemaDirectory(bus);
    int published = Failsafe.with(patience(bus)).get(schemas::publishOwn);
    LOG.debug("{} schemas were new to the bus", published);
    return schemas;
  }

  @Singleton
  Codec codec(SchemaDirectory schemas) {
    return new Codec(schemas);
  }

  @Singleton
  @Bean(preDestroy = "close")
  Publisher publisher(BusConfig bus, Codec codec, ServiceSettings settings, OwnKey own) {
    return new Publisher(bus, codec, settings.source(), own.key());
  }

  @Singleton
  OwnKey ownKey(ServiceSettings settings) {
    if (settings.signingKey() == null && settings.principals() != null) {
      LOG.warn(
          "DROVER_SIGNING_KEY is not set: what this service asks others for is refused"
              + " where a policy names persons.");
    }
    return new OwnKey(
        settings.signingKey() == null ? null : SigningKey.read(settings.signingKey()));
  }

  @Singleton
  @Bean(preDestroy = "close")
  StateDatabase state(ServiceSettings settings) {
    Map<String, String> scripts = new LinkedHashMap<>();
    if (settings.operates()) {
      scripts.put("history_of_ledger", StateSchema.LEDGER);
    } else {
      scripts.put("history_of_service", settings.stateScripts());
    }
    return StateSchema.open(
        new StateSchema.Settings(
            settings.stateUrl(),
            settings.stateUser(),
            settings.statePassword(),
            settings.stateSchema(),
            settings.workers() + 12),
        scripts);
  }

  @Singleton
  StateClock clock(StateDatabase state) throws SQLException {
    StateClock clock = new StateClock();
    clock.synchronise(state);
    return clock;
  }

  @Singleton
  @Bean(preDestroy = "close")
  DatabaseRegistry registry(ServiceSettings settings) {
    // Who carries out nothing decides about nothing, and reads the policies only.
    boolean proofs = settings.principals() != null || !settings.operates();
    return DatabaseRegistry.open(settings.databases(), proofs);
  }

  @Singleton
  TargetConnections connections() {
    return new TargetConnections();
  }

  @Singleton
  @Bean(preDestroy = "close")
  ProcessRunner processes() {
    return new ProcessRunner();
  }

  @Singleton
  PostgresTools programs(ServiceSettings settings) {
    return new PostgresTools(settings.programs());
  }

  @Singleton
  @Requires(missingBeans = StepListener.class)
  StepListener steps() {
    return StepListener.NONE;
  }
}
