package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.localstack.LocalKafka;
import io.drover.localstack.LocalPostgres;
import io.drover.localstack.PostgresPrograms;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Kafka, PostgreSQL and the services on this machine. {@link #close} ends what was started, from
 * any thread and however far the start got.
 */
public final class Stack implements AutoCloseable {
  private static final int KAFKA_PORT = 9092;
  private static final int POSTGRES_PORT = 5432;
  private static final int SECONDS_BETWEEN_LOOKS = 5;

  private final StackFolder place;
  private final LocalKafka kafka;
  private final LocalPostgres postgres;
  private final StackServices services;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Stack(
      StackFolder place, LocalKafka kafka, LocalPostgres postgres, StackServices services) {
    this.place = place;
    this.kafka = kafka;
    this.postgres = postgres;
    this.services = services;
  }

  /**
   * Starts Kafka and PostgreSQL and prepares what the services need.
   *
   * @param fresh whether data of an earlier run is deleted
   * @param dieWithParent whether all ends when this JVM dies
   */
  public static Stack startServers(
      CliContext context, StackFolder place, boolean fresh, boolean dieWithParent) {
    StackServices.requireBuilt(context.root());
    PostgresPrograms.find().program("pg_dump");
    Leftovers.clear(place, fresh);
    place.create();
    var kafka =
        Background.start(
            () ->
                LocalKafka.at(place.kafka()).port(KAFKA_PORT).dieWithParent(dieWithParent).start());
    var postgres =
        Background.start(
            () ->
                LocalPostgres.at(place.postgres())
                    .port(POSTGRES_PORT)
                    .dieWithParent(dieWithParent)
                    .start());
    try {
      var services = new StackServices(context.root(), place, dieWithParent);
      var stack = new Stack(place, Background.join(kafka), Background.join(postgres), services);
      stack.save();
      StateSetup.prepare(stack.postgres, place);
      return stack;
    } catch (RuntimeException e) {
      var _ = kafka.thenAccept(LocalKafka::close);
      var _ = postgres.thenAccept(LocalPostgres::close);
      throw e;
    }
  }

  /**
   * Starts the services, which read {@link StackFolder#databases()}, and waits for their health.
   */
  public StackState startServices() {
    services.start(kafka.bootstrapServers(), postgres.jdbcUrl(StateSetup.STATE_DATABASE));
    save();
    services.awaitHealthy();
    return state();
  }

  /** PostgreSQL. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** What runs now. */
  public StackState state() {
    List<Member> members = new ArrayList<>();
    members.add(Member.of("drover", ProcessHandle.current().pid(), 0, ""));
    members.add(
        Member.of(
            "kafka",
            pid(kafka.dataDirectory().resolve("kafka.pid")),
            Integer.parseInt(kafka.bootstrapServers().replaceFirst(".*:", "")),
            kafka.log().toString()));
    members.add(
        Member.of(
            "postgres",
            pid(postgres.dataDirectory().resolve("pgdata/postmaster.pid")),
            postgres.port(),
            postgres.log().toString()));
    members.addAll(services.members());
    return new StackState(
        place.mode(),
        kafka.bootstrapServers(),
        postgres.host() + ":" + postgres.port(),
        postgres.dataDirectory().toString(),
        services.page(),
        place.databases().toString(),
        members);
  }

  private static long pid(Path file) {
    try {
      return Long.parseLong(Files.readString(file).lines().findFirst().orElse("").strip());
    } catch (IOException | NumberFormatException e) {
      throw new CliFailure("The file " + file + " cannot be read: " + e, "./drover down", e);
    }
  }

  private void save() {
    state().write(place.folder());
  }

  /** A sentence for each port that was taken, so that another is used. */
  public List<String> otherPorts() {
    Map<String, Integer> wanted = new HashMap<>();
    wanted.put("kafka", KAFKA_PORT);
    wanted.put("postgres", POSTGRES_PORT);
    StackServices.ALL.forEach(service -> wanted.put(service.name(), service.wantedPort()));
    return state().members().stream()
        .filter(member -> member.port() != wanted.getOrDefault(member.name(), member.port()))
        .map(
            member ->
                "port %d is taken: %s uses %d"
                    .formatted(wanted.get(member.name()), member.name(), member.port()))
        .toList();
  }

  /**
   * Waits until the stack is closed, has its services looked at every few seconds, and starts those
   * anew that died.
   *
   * @param tell takes a sentence about each that is started anew
   * @throws CliFailure when Kafka or PostgreSQL ends by itself, or a service again and again
   */
  void awaitEnd(Consumer<List<Member>> look, Consumer<String> tell) throws InterruptedException {
    List<Member> servers =
        state().members().stream().filter(member -> !member.isService()).toList();
    var supervisor = new Supervisor(this::restart, tell, System::nanoTime);
    for (int second = 0; !closed.await(1, TimeUnit.SECONDS); second++) {
      if (second % SECONDS_BETWEEN_LOOKS == 0) {
        look.accept(services.members());
      }
      if (closed.getCount() > 0) {
        supervisor.look(services.members());
      }
      for (Member member : servers) {
        if (!member.isAlive() && closed.getCount() > 0) {
          throw new CliFailure(
              member.name()
                  + " has ended; its log ends:\n"
                  + ServiceProcess.tail(Path.of(member.log())),
              "see " + member.log());
        }
      }
    }
  }

  /** A stack that is being closed gets nothing new. */
  private synchronized void restart(String service) {
    if (closed.getCount() > 0) {
      services.restart(service);
      save();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed.getCount() == 0) {
        return;
      }
      closed.countDown();
    }
    services.end();
    var kafkaEnd = Background.start(() -> ended(kafka));
    ended(postgres);
    Background.join(kafkaEnd);
    StackState.remove(place.folder());
  }

  private static boolean ended(AutoCloseable server) {
    try {
      server.close();
      return true;
    } catch (Exception e) {
      System.getLogger(Stack.class.getName()).log(System.Logger.Level.WARNING, e.getMessage(), e);
      return false;
    }
  }
}
