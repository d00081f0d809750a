package io.drover.system.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drover.localstack.KafkaServer;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.Topics;
import io.drover.system.checker.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/**
 * One herd: topics with a prefix of their own, a state database, a repository and a few databases.
 * Many herds share a broker and a PostgreSQL. Closing kills the services and removes everything.
 */
public final class Herd implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PARTITIONS = 2;

  private final String id =
      "h" + Long.toString(ProcessHandle.current().pid(), 36) + "n" + COUNT.incrementAndGet();
  private final KafkaServer kafka;
  private final TargetServer state;
  private final TargetServer target;
  private final Path folder;
  private final List<String> databases;
  private final Set<String> givenBackups;
  private final List<ServiceProcess> processes = new ArrayList<>();
  private final Map<String, Set<String>> expected = new ConcurrentHashMap<>();
  private final Admin admin;
  private final Requests requests;
  private final Map<String, String> settings = new LinkedHashMap<>();

  private Herd(Plan plan, Launcher launcher) {
    this.launcher = launcher;
    this.kafka = plan.kafka();
    this.state = TargetServer.of(plan.state());
    this.target = TargetServer.of(plan.target());
    this.databases = plan.databases();
    try {
      folder = Files.createTempDirectory("drover-herd-" + id + "-");
      for (String each : List.of("repository", "logs", "migrations", "secrets", "tmp")) {
        Files.createDirectories(folder.resolve(each));
      }
      secret("state", state.password());
      secret("target", target.password());
      migration(
          "V2__loyalty.sql", "CREATE TABLE loyalty (id integer); INSERT INTO loyalty VALUES (1);");
      migration(
          "V3__more_loyalty.sql",
          "INSERT INTO loyalty VALUES (2); ALTER TABLE customer ADD COLUMN points integer;");
      Files.writeString(folder.resolve("databases.yml"), registry());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.givenBackups =
        plan.backups() == null ? Set.of() : Backups.copy(plan.backups(), repository());
    state.createEmpty(stateDatabase());
    databases.forEach(name -> target.createFilled(physical(name)));
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    createTopics();
    requests = new Requests(kafka.bootstrapServers(), prefix());
  }

  private final Launcher launcher;

  /** What a herd stands on. */
  public record Plan(
      KafkaServer kafka,
      PostgresServer state,
      PostgresServer target,
      List<String> databases,
      @org.jspecify.annotations.Nullable Path backups) {
    /**
     * The shared broker and PostgreSQL of this JVM, and three databases of which alpha has a
     * backup.
     */
    public static Plan shared() {
      return new Plan(
          TestStack.kafka(),
          TestStack.postgres(),
          TestStack.postgres(),
          List.of("alpha", "beta", "gamma", "delta"),
          null);
    }

    /** The same with another broker. */
    public Plan with(KafkaServer other) {
      return new Plan(other, state, target, databases, backups);
    }

    /** The same with other servers of PostgreSQL. */
    public Plan with(PostgresServer otherState, PostgresServer otherTarget) {
      return new Plan(kafka, otherState, otherTarget, databases, backups);
    }

    /** The same with a repository that holds these backups already. */
    public Plan withBackups(Path folder) {
      return new Plan(kafka, state, target, databases, folder);
    }
  }

  static Herd make(Plan plan, Launcher launcher) {
    return new Herd(plan, launcher);
  }

  /** Prefix of the herd's topics. */
  public String prefix() {
    return id + ".";
  }

  /** Physical name of a database of the registry. */
  public String physical(String database) {
    return id + "_" + database;
  }

  /** Root of the repository of backups. */
  public Path repository() {
    return folder.resolve("repository");
  }

  /** A file in the herd's own folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** The server that the databases are on. */
  public TargetServer target() {
    return target;
  }

  /** Where requests are published. */
  public Requests requests() {
    return requests;
  }

  /** What the services' own tables say; for waiting only, never for checking. */
  public LedgerView ledger() {
    return new LedgerView(state.server(), stateDatabase(), admin, prefix(), requests);
  }

  /** A property for all services that are started from now on. */
  public Herd set(String property, String value) {
    settings.put(property, value);
    return this;
  }

  /** Starts an instance of a service. */
  public ServiceProcess start(Service service, String instance) {
    return start(service, instance, Map.of());
  }

  /** Starts an instance of a service with more properties. */
  public ServiceProcess start(Service service, String instance, Map<String, String> more) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("drover.heartbeat", "1s");
    properties.put("drover.relay-lease", "2s");
    properties.put("drover.instance", instance);
    properties.put("java.io.tmpdir", folder.resolve("tmp").toString());
    properties.put("user.timezone", "UTC");
    properties.putAll(settings);
    properties.putAll(more);
    ServiceProcess process =
        ServiceProcess.start(
            instance,
            launcher.command(service, properties),
            environment(),
            folder.resolve("logs").resolve(instance + ".log"));
    processes.add(process);
    return process;
  }

  /**
   * States what an operation may end as: succeeded, cancelled, or failed or rejected with a code.
   */
  public void expect(String operation, String... outcomes) {
    expected.put(operation, Set.of(outcomes));
  }

  /** Operations that were announced by {@link #expect}. */
  public Set<String> expectedOperations() {
    return expected.keySet();
  }

  /** What the checker needs to know. */
  public Scene scene() {
    Map<String, String> physical = new TreeMap<>();
    databases.forEach(name -> physical.put(name, physical(name)));
    return new Scene(
        kafka.bootstrapServers(),
        prefix(),
        new Scene.Server(
            target.server().jdbcUrl("postgres"),
            target.server().superuser(),
            target.server().password()),
        id + "_",
        physical,
        repository(),
        givenBackups,
        folder.resolve("migrations"),
        folder.resolve("logs"),
        List.of(state.password(), target.password(), target.server().password()),
        Map.copyOf(expected));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LANG", "C.UTF-8");
    environment.put("DROVER_KAFKA", kafka.bootstrapServers());
    environment.put("DROVER_TOPIC_PREFIX", prefix());
    environment.put("DROVER_STATE_URL", state.server().jdbcUrl(stateDatabase()));
    environment.put("DROVER_STATE_USER", TargetServer.ROLE);
    environment.put("DROVER_STATE_PASSWORD", "file:" + folder.resolve("secrets/state"));
    environment.put("DROVER_DATABASES", folder.resolve("databases.yml").toString());
    environment.put("DROVER_REPOSITORY", repository().toString());
    String programs = System.getenv("DROVER_PG_BIN");
    if (programs != null) {
      environment.put("DROVER_PG_BIN", programs);
    }
    return environment;
  }

  private String stateDatabase() {
    return id + "_state";
  }

  private void secret(String name, String value) throws IOException {
    Path file = folder.resolve("secrets").resolve(name);
    Files.writeString(file, value, UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private void migration(String name, String sql) throws IOException {
    Files.writeString(folder.resolve("migrations").resolve(name), sql, UTF_8);
  }

  private String registry() {
    StringBuilder yaml =
        new StringBuilder(
            """
            servers:
              main: { host: %s, port: %d, user: %s, password: "file:%s", ssl-mode: disable }
            databases:
            """
                .formatted(
                    target.server().host(),
                    target.server().port(),
                    TargetServer.ROLE,
                    folder.resolve("secrets/target")));
    for (String name : databases) {
      yaml.append(
          """
            %s:
              server: main
              name: %s
              policy:
                operations: [backup, restore, migrate]
                backup-before-migration: %s
                migrations: { locations: ["%s"], baseline-version: "1" }
          """
              .formatted(
                  name, physical(name), !name.equals("delta"), folder.resolve("migrations")));
    }
    return yaml.toString();
  }

  private void createTopics() {
    List<NewTopic> topics =
        Topics.all().stream()
            .map(
                topic ->
                    new NewTopic(
                            topic.in(prefix()), Math.min(PARTITIONS, topic.partitions()), (short) 1)
                        .configs(topic.config()))
            .toList();
    Waits.get(admin.createTopics(topics).all());
  }

  /** Kills the services; their logs stay for the checker. */
  public void killServices() {
    processes.forEach(ServiceProcess::kill);
  }

  /** Ends the services in order; those that do not end by themselves in time are killed. */
  public void endServices(int seconds) {
    processes.stream()
        .map(process -> Thread.ofVirtual().start(() -> process.terminate(seconds)))
        .toList()
        .forEach(Waits::join);
  }

  /** Waits until a service has said something. */
  public void awaitOutput(ServiceProcess process, String words, Duration limit) {
    Awaitility.await().atMost(limit).until(() -> process.output().contains(words));
  }

  /** The services' output. */
  public String output() {
    StringBuilder all = new StringBuilder();
    processes.forEach(each -> all.append(each.output()));
    return all.toString();
  }

  @Override
  public void close() {
    killServices();
    requests.close();
    try {
      Set<String> names = Waits.get(admin.listTopics().names());
      Waits.get(
          admin.deleteTopics(names.stream().filter(n -> n.startsWith(prefix())).toList()).all());
    } finally {
      admin.close();
      LedgerView.dropAll(state.server(), id + "_");
      LedgerView.dropAll(target.server(), id + "_");
      if (!Boolean.getBoolean("drover.test.keep")) {
        TemporaryFolders.delete(folder);
      }
    }
  }
}
