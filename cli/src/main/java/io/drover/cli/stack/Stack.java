package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.stack.ServiceProcess.Service;
import io.drover.localstack.FreePorts;
import io.drover.localstack.LocalKafka;
import io.drover.localstack.LocalPostgres;
import io.drover.localstack.PostgresPrograms;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Kafka, PostgreSQL and the services on this machine. {@link #close} ends what was started, from
 * any thread and however far the start got.
 */
public final class Stack implements AutoCloseable {
  private static final int KAFKA_PORT = 9092;
  private static final int POSTGRES_PORT = 5432;
  private static final List<Service> SERVICES =
      List.of(
          new Service("monitor-service", 8080),
          new Service("backup-service", 8081),
          new Service("migration-service", 8082));

  private final CliContext context;
  private final StackFolder place;
  private final boolean dieWithParent;
  private final LocalKafka kafka;
  private final LocalPostgres postgres;
  private final List<ServiceProcess> services = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Stack(
      CliContext context,
      StackFolder place,
      boolean dieWithParent,
      LocalKafka kafka,
      LocalPostgres postgres) {
    this.context = context;
    this.place = place;
    this.dieWithParent = dieWithParent;
    this.kafka = kafka;
    this.postgres = postgres;
  }

  /**
   * Starts Kafka and PostgreSQL and prepares what the services need.
   *
   * @param fresh whether data of an earlier run is deleted
   * @param dieWithParent whether all ends when this JVM dies
   */
  public static Stack startServers(
      CliContext context, StackFolder place, boolean fresh, boolean dieWithParent) {
    requireBuilt(context.root());
    PostgresPrograms.find().program("pg_dump");
    Leftovers.clear(place, fresh);
    place.create();
    var kafka =
        async(
            () ->
                LocalKafka.at(place.kafka()).port(KAFKA_PORT).dieWithParent(dieWithParent).start());
    var postgres =
        async(
            () ->
                LocalPostgres.at(place.postgres())
                    .port(POSTGRES_PORT)
                    .dieWithParent(dieWithParent)
                    .start());
    try {
      var stack = new Stack(context, place, dieWithParent, join(kafka), join(postgres));
      stack.save();
      StateSetup.prepare(stack.postgres, place);
      return stack;
    } catch (RuntimeException e) {
      var _ = kafka.thenAccept(LocalKafka::close);
      var _ = postgres.thenAccept(LocalPostgres::close);
      throw e;
    }
  }

  private static void requireBuilt(Path root) {
    for (Service service : SERVICES) {
      if (!Files.exists(service.jar(root))) {
        throw new CliFailure(
            "The " + service.name() + " is not built: " + service.jar(root) + " is missing.",
            "run ./drover in the clone, which builds it");
      }
    }
  }

  private static <T> CompletableFuture<T> async(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> Thread.ofPlatform().daemon().start(task));
  }

  /** Waits for the outcome; throws what the work threw. */
  public static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Starts the services, which read {@link StackFolder#databases()}, and waits for their health.
   */
  public StackState startServices() {
    for (Service service : SERVICES) {
      start(service);
    }
    save();
    List<CompletableFuture<Boolean>> healthy =
        running().stream()
            .map(
                service ->
                    async(
                        () -> {
                          service.awaitHealthy();
                          return true;
                        }))
            .toList();
    healthy.forEach(Stack::join);
    return state();
  }

  private synchronized void start(Service service) {
    if (closed.getCount() == 0) {
      throw new CliFailure("The stack was ended while it started.", "./drover up");
    }
    Path log = place.logs().resolve(service.name() + ".log");
    forget(log);
    services.add(
        ServiceProcess.start(
            service, context.root(), freePort(service), log, environment(service), dieWithParent));
  }

  private static void forget(Path log) {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new CliFailure("The log " + log + " cannot be begun anew: " + e, "rm '" + log + "'", e);
    }
  }

  /** A port that no service was given before, as none of them may listen yet. */
  private int freePort(Service service) {
    Set<Integer> given = new HashSet<>();
    services.forEach(each -> given.add(each.port()));
    int port = FreePorts.preferring(service.wantedPort());
    while (given.contains(port)) {
      port = FreePorts.any();
    }
    return port;
  }

  private Map<String, String> environment(Service service) {
    Map<String, String> map = new HashMap<>();
    map.put("DROVER_KAFKA", kafka.bootstrapServers());
    map.put("DROVER_STATE_URL", postgres.jdbcUrl(StateSetup.STATE_DATABASE));
    map.put("DROVER_STATE_USER", StateSetup.STATE_ROLE);
    map.put("DROVER_STATE_PASSWORD", "file:" + place.secret(StateSetup.STATE_ROLE));
    map.put("DROVER_DATABASES", place.databases().toString());
    map.put("DROVER_REPOSITORY", place.repository().toString());
    map.put("DROVER_INSTANCE", service.name() + "-1");
    map.put("DROVER_HTTP_HOST", "127.0.0.1");
    return map;
  }

  /** PostgreSQL. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** What runs now. */
  public synchronized StackState state() {
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
    services.forEach(service -> members.add(service.member()));
    int page = services.isEmpty() ? SERVICES.getFirst().wantedPort() : services.getFirst().port();
    return new StackState(
        place.mode(),
        kafka.bootstrapServers(),
        postgres.host() + ":" + postgres.port(),
        postgres.dataDirectory().toString(),
        "http://127.0.0.1:" + page,
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

  private synchronized List<ServiceProcess> running() {
    return List.copyOf(services);
  }

  /** A sentence for each port that was taken, so that another is used. */
  public List<String> otherPorts() {
    Map<String, Integer> wanted = new HashMap<>();
    wanted.put("kafka", KAFKA_PORT);
    wanted.put("postgres", POSTGRES_PORT);
    SERVICES.forEach(service -> wanted.put(service.name(), service.wantedPort()));
    return state().members().stream()
        .filter(member -> member.port() != wanted.getOrDefault(member.name(), member.port()))
        .map(
            member ->
                "port %d is taken: %s uses %d"
                    .formatted(wanted.get(member.name()), member.name(), member.port()))
        .toList();
  }

  /**
   * Waits until the stack is closed.
   *
   * @throws CliFailure when one of its processes ends by itself
   */
  public void awaitEnd() throws InterruptedException {
    List<Member> members = state().members();
    while (!closed.await(1, TimeUnit.SECONDS)) {
      for (Member member : members) {
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

  @Override
  public void close() {
    synchronized (this) {
      if (closed.getCount() == 0) {
        return;
      }
      closed.countDown();
    }
    running().parallelStream().map(ServiceProcess::member).forEach(Member::end);
    var kafkaEnd = async(() -> ended(kafka));
    ended(postgres);
    join(kafkaEnd);
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
