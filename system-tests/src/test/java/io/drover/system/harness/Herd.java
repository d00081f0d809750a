package io.drover.system.harness;

import io.drover.bus.SigningKey;
import io.drover.localstack.KafkaServer;
import io.drover.schemas.Topics;
import io.drover.system.checker.Scene;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * One herd: topics with a prefix of their own, a state database, a repository and a few databases.
 * Many herds share a broker and a PostgreSQL. Closing kills the services and removes everything.
 */
public final class Herd implements AutoCloseable {
  /** The database on which migrations are applied only after an approval by ann or bob. */
  public static final String APPROVED = "epsilon";

  /** A file in the folder from which dumps are imported. */
  public static final String TO_IMPORT = "friday.sql";

  /** The database whose given backup has the format directory. */
  public static final String IN_A_DIRECTORY = "delta";

  /** The database whose backups get copies. */
  public static final String COPIED = "alpha";

  /** An empty database to which its scripts were applied by hand, without a history. */
  public static final String PUSHED = "pushed";

  /** An empty database whose scripts can be undone. */
  public static final String UNDONE = "undone";

  /** An empty database whose scripts can be undone, to go back to a backup. */
  public static final String RETURNED = "returned";

  /** An empty database of whose two scripts the second fails. */
  public static final String FAILED = "failed";

  /** A monitor that looks often, and is replaced soon. */
  private static final Map<String, String> MONITORS =
      Map.of(
          "drover.http.port", "0",
          "drover.monitor.interval", "2s",
          "drover.alert.interval", "250ms",
          "drover.alert.lease", "2s");

  /** How the names of databases begin that would be held against the next herd of the server. */
  private static final List<String> HALF_MADE =
      List.of("drover_restore_", "drover_verify_", "drover_adopt_", "drover_scratch_");

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PARTITIONS = 2;
  private static final Duration APPROVING = Duration.ofMinutes(5);

  private final String id =
      "h" + Long.toString(ProcessHandle.current().pid(), 36) + "n" + COUNT.incrementAndGet();
  private final Launcher launcher;
  private final KafkaServer kafka;
  private final TargetServer state;
  private final TargetServer target;
  private final HerdFiles files;
  private final HerdPersons persons;
  private final Map<String, String> environment;
  private final Map<String, String> databases = new TreeMap<>();
  private final Set<String> givenBackups;
  private final List<ServiceProcess> processes = new ArrayList<>();
  private final Map<String, Set<String>> expected = new ConcurrentHashMap<>();
  private final Admin admin;
  private final Requests requests;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private Map<String, List<String>> alerts = Map.of();
  private @Nullable Receiver receiver;
  private boolean watched;

  private Herd(HerdPlan plan, Launcher launcher) {
    this.launcher = launcher;
    this.kafka = plan.kafka();
    this.state = TargetServer.of(plan.state());
    this.target = TargetServer.of(plan.target());
    plan.names().forEach(name -> databases.put(name, physical(name)));
    this.files = new HerdFiles(id);
    this.persons = new HerdPersons(files.at("secrets"));
    this.environment = environment();
    this.givenBackups = plan.backups() == null ? Set.of() : give(plan.backups());
    state.createEmpty(stateDatabase());
    plan.databases().forEach(name -> target.createFilled(physical(name)));
    plan.empty().forEach(this::createEmpty);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    createTopics();
    requests = new Requests(kafka.bootstrapServers(), prefix());
  }

  private Set<String> give(Path backups) {
    Set<String> ids = Backups.copy(Backups.originals(backups), repository());
    Set<String> _ = Backups.copy(Backups.copies(backups), copies());
    return ids;
  }

  private void createEmpty(String name) {
    target.createEmpty(physical(name));
    target.execute(physical(name), HerdMigrations.pushed(name).toArray(String[]::new));
  }

  static Herd make(HerdPlan plan, Launcher launcher) {
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
    return files.repository();
  }

  /** Root of the repository that holds the copies of {@link #COPIED}. */
  Path copies() {
    return files.copies();
  }

  /** A file in the herd's own folder. */
  public Path file(String name) {
    return files.at(name);
  }

  /** The server that the databases are on. */
  public TargetServer target() {
    return target;
  }

  /** Where requests are published. */
  public Requests requests() {
    return requests;
  }

  /** The key of a person of the herd: ann or bob. */
  public SigningKey key(String person) {
    return persons.key(person);
  }

  /**
   * Lets these persons approve, one after the other and each twice, an operation of the migration
   * service once it waits for that; returns at once.
   */
  public void approveOnceHeld(String operationId, String... approvers) {
    String held =
        "SELECT digest FROM operation WHERE state = 'APPROVAL' AND operation_id = '"
            + operationId
            + "'";
    Thread.ofVirtual()
        .start(
            () -> {
              String digest = ledger().awaitFirst(Service.MIGRATION, held, APPROVING);
              for (String each : approvers) {
                requests.decide("approve", operationId, APPROVED, digest, key(each));
                requests.decide("approve", operationId, APPROVED, digest, key(each));
              }
            });
  }

  /** What the services' own tables say; for waiting only, never for checking. */
  public LedgerView ledger() {
    return new LedgerView(state.server(), stateDatabase(), admin, prefix(), requests);
  }

  /** How far the monitor is; for waiting only, never for checking. */
  public ProjectionView projection() {
    return new ProjectionView(ledger(), admin, prefix());
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
    properties.put("drover.signing-key", persons.file("drover/" + service.module()).toString());
    properties.put("java.io.tmpdir", files.at("tmp").toString());
    properties.put("user.timezone", "UTC");
    properties.put("logback.statusListenerClass", "ch.qos.logback.core.status.NopStatusListener");
    if (service == Service.MONITOR) {
      properties.putAll(MONITORS);
    }
    properties.putAll(settings);
    properties.putAll(more);
    ServiceProcess process =
        ServiceProcess.start(
            instance,
            launcher.command(service, properties),
            environment,
            files.logs().resolve(instance + ".log"));
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

  /**
   * Says that a monitor watches.
   *
   * @param to who is sent alerts; null for nobody
   * @param states through which alerts go that are sure to be, by name and database
   */
  public void watched(@Nullable Receiver to, Map<String, List<String>> states) {
    watched = true;
    receiver = to;
    alerts = Map.copyOf(states);
  }

  private Scene.@Nullable Watch watch() {
    Receiver to = receiver;
    return watched
        ? new Scene.Watch(
            new Scene.Server(
                state.server().jdbcUrl("postgres"),
                state.server().superuser(),
                state.server().password()),
            stateDatabase(),
            Service.MONITOR.schema(),
            to == null ? null : to.taken(),
            alerts)
        : null;
  }

  /** What the checker needs to know. */
  public Scene scene() {
    return new Scene(
        kafka.bootstrapServers(),
        prefix(),
        new Scene.Server(
            target.server().jdbcUrl("postgres"),
            target.server().superuser(),
            target.server().password()),
        id + "_",
        Map.copyOf(databases),
        repository(),
        givenBackups,
        files.migrations().of(databases.keySet()),
        files.logs(),
        Map.of(COPIED, files.copies()),
        files.at("spool"),
        files.exchange(),
        Set.of(APPROVED),
        List.of(state.password(), target.password(), target.server().password()),
        Map.copyOf(expected),
        watch());
  }

  private Map<String, String> environment() {
    Map<String, String> map = new TreeMap<>();
    map.put("PATH", System.getenv("PATH"));
    map.put("LANG", "C.UTF-8");
    map.put("DROVER_KAFKA", kafka.bootstrapServers());
    map.put("DROVER_TOPIC_PREFIX", prefix());
    map.put("DROVER_STATE_URL", state.server().jdbcUrl(stateDatabase()));
    map.put("DROVER_STATE_USER", TargetServer.ROLE);
    map.put("DROVER_STATE_PASSWORD", files.secret("state", state.password()));
    map.put("DROVER_DATABASES", files.registry(target, databases).toString());
    map.put("DROVER_PRINCIPALS", persons.principals().toString());
    map.put("DROVER_REPOSITORY", repository().toString());
    map.put("DROVER_SPOOL", files.at("spool").toString());
    map.put("DROVER_EXCHANGE", files.exchange().toString());
    String programs = System.getenv("DROVER_PG_BIN");
    if (programs != null) {
      map.put("DROVER_PG_BIN", programs);
    }
    return map;
  }

  private String stateDatabase() {
    return id + "_state";
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
      HALF_MADE.forEach(begin -> LedgerView.dropAll(target.server(), begin));
      files.delete();
    }
  }
}
