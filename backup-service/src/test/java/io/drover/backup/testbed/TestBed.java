package io.drover.backup.testbed;

import static org.awaitility.Awaitility.await;

import io.drover.backup.catalogue.KnownBackups;
import io.drover.backup.copy.CopyAction;
import io.drover.backup.copy.CopyTable;
import io.drover.backup.dump.BackupHandler;
import io.drover.backup.exchange.ExchangeFolder;
import io.drover.backup.exchange.ExportAction;
import io.drover.backup.exchange.ImportAction;
import io.drover.backup.maintenance.MaintenanceHandler;
import io.drover.backup.rebuild.RebuildAction;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.FileStore;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.restore.RestoreHandler;
import io.drover.backup.restore.RestoreMarks;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.retention.Catalogue;
import io.drover.backup.retention.PinAction;
import io.drover.backup.retention.RemovalTable;
import io.drover.backup.retention.Removals;
import io.drover.backup.retention.RemoveAction;
import io.drover.backup.retention.RetainAction;
import io.drover.backup.scrub.ScrubAction;
import io.drover.backup.spool.Spool;
import io.drover.backup.swap.Fence;
import io.drover.backup.verify.VerifyHandler;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import io.drover.schemas.VerifyRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.SecretReference;
import io.drover.service.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Handlers over a real server and a repository of their own. */
public final class TestBed implements AutoCloseable {
  /** The entry of the registry that tests back up, whatever its physical name. */
  public static final String DATABASE = "shop";

  /** How much may wait in the spool. */
  public static final long SPOOL_BYTES = 32L << 20;

  public final PostgresServer server;
  public final Path root;
  public final Path exchange;
  public final Path spoolFolder;
  public final Spool spool;
  public final BackupRepository repository;
  public final DatabaseRegistry registry;
  public final BackupHandler backups;
  public final RestoreHandler restores;
  public final MaintenanceHandler maintenance;
  public final VerifyHandler verifications;
  public final BackupUses uses;
  private final String physicalName;
  private final String user;
  private final ProcessRunner processes = new ProcessRunner();
  public final StateDatabase state;
  public final Repositories repositories;

  /** A bed for a physical database, which the test creates. */
  public TestBed(Path folder, String physicalName) throws IOException {
    this(folder, physicalName, TestStack.postgres(), "", "", null);
  }

  /** The same on another server. */
  public TestBed(Path folder, String physicalName, PostgresServer server) throws IOException {
    this(folder, physicalName, server, "", "", null);
  }

  /**
   * A bed whose database has more policy than the usual.
   *
   * @param sections further sections of databases.yml
   * @param policy further keys of the policy, in YAML's flow style with a comma before each
   */
  public TestBed(Path folder, String physicalName, String sections, String policy)
      throws IOException {
    this(folder, physicalName, TestStack.postgres(), sections, policy, null);
  }

  /** A bed whose backups get copies in the folder {@code copies}. */
  public static TestBed copying(Path folder, String physicalName) throws IOException {
    Path copies = Files.createDirectory(folder.resolve("copies"));
    return new TestBed(
        folder,
        physicalName,
        "repositories: { copies: { folder: '" + copies + "' } }",
        ", backup: { copy-to: copies }");
  }

  /** A bed whose policy says this of verifications. */
  public static TestBed verifying(Path folder, String physicalName, String verify)
      throws IOException {
    return new TestBed(folder, physicalName, "", ", verify: " + verify);
  }

  /** A bed whose handlers connect as this role, which the test creates with its own password. */
  public static TestBed as(Path folder, String physicalName, String user) throws IOException {
    return new TestBed(folder, physicalName, TestStack.postgres(), "", "", user);
  }

  private TestBed(
      Path folder,
      String physicalName,
      PostgresServer server,
      String sections,
      String policy,
      @Nullable String user)
      throws IOException {
    this.user = user == null ? server.superuser() : user;
    this.server = server;
    this.physicalName = physicalName;
    this.root = Files.createDirectory(folder.resolve("repository"));
    Path password = Files.writeString(folder.resolve("password"), server.password());
    this.registry =
        DatabaseRegistry.open(
            Files.writeString(
                folder.resolve("databases.yml"), registryText(password, sections, policy)));
    this.state =
        StateSchema.open(
            new StateSchema.Settings(
                server.jdbcUrl("postgres"),
                server.superuser(),
                new SecretReference("file:" + password),
                "drover_backup_test",
                4),
            Map.of("history_of_ledger", StateSchema.LEDGER));
    this.repositories =
        new Repositories(registry, new BackupRepository("default", new FileStore(root)));
    this.repository = opened(repositories, entry());
    PostgresTools tools = new PostgresTools("");
    this.spoolFolder = folder.resolve("spool");
    this.spool = new Spool(spoolFolder, SPOOL_BYTES);
    this.backups = new BackupHandler(repositories, tools, spool);
    this.uses = BackupUses.open(state);
    this.exchange = Files.createDirectory(folder.resolve("exchange"));
    this.maintenance = maintenance(tools);
    this.verifications = new VerifyHandler(repositories, tools, uses, spool);
    this.restores =
        new RestoreHandler(repositories, tools, registry, RestoreMarks.open(state), uses, spool);
  }

  private MaintenanceHandler maintenance(PostgresTools tools) {
    return maintenance(repositories, tools);
  }

  /** All of maintenance over other repositories. */
  public MaintenanceHandler maintenance(Repositories repositories) {
    return maintenance(repositories, new PostgresTools(""));
  }

  private MaintenanceHandler maintenance(Repositories repositories, PostgresTools tools) {
    ExchangeFolder handover = new ExchangeFolder(exchange);
    Catalogue catalogue = new Catalogue(repositories, uses);
    Removals removals = new Removals(repositories, RemovalTable.open(state));
    return new MaintenanceHandler(
        List.of(
            new RetainAction(catalogue, removals),
            new CopyAction(repositories, uses, CopyTable.open(state)),
            new ScrubAction(repositories, KnownBackups.open(state)),
            new RebuildAction(repositories, KnownBackups.open(state)),
            new RemoveAction(catalogue, repositories, removals),
            PinAction.pin(repositories, removals),
            PinAction.unpin(repositories, removals),
            new ImportAction(repositories, tools, spool, handover),
            new ExportAction(repositories, uses, handover)));
  }

  private static BackupRepository opened(Repositories repositories, DatabaseEntry entry) {
    try {
      return repositories.of(entry);
    } catch (OperationFailure e) {
      throw new IllegalStateException(e);
    }
  }

  private String registryText(Path password, String sections, String policy) {
    return """
    servers:
      main: &server { host: %s, port: %d, user: %s, password: "file:%s", ssl-mode: prefer }
      other: *server
    databases:
      %s: { server: main, name: '%s', policy: {
          target-name-pattern: ".*", lock-timeout: 2s, retention: { keep-last: 2 },
          operations: [backup, restore, restore-replace, verify, maintenance, remove, import, export]%s } }
    %s
    """
        .formatted(
            server.host(),
            server.port(),
            user,
            password,
            DATABASE,
            physicalName.replace("'", "''"),
            policy,
            sections);
  }

  /** The entry. */
  public DatabaseEntry entry() {
    return registry.find(DATABASE).orElseThrow();
  }

  /** A backup's attempt with a new operation. */
  public TestAttempt<BackupRequested> backup() {
    return backup(UUID.randomUUID().toString(), 1);
  }

  /** A backup's attempt with a new operation that asks for more than the usual. */
  public TestAttempt<BackupRequested> backup(Consumer<BackupRequested.Builder> request) {
    return backup(UUID.randomUUID().toString(), 1, request);
  }

  /** A backup's attempt; all attempts of an operation are accepted at the same instant. */
  public TestAttempt<BackupRequested> backup(String operationId, int number) {
    return backup(operationId, number, request -> {});
  }

  /** The same that asks for more than the usual. */
  public TestAttempt<BackupRequested> backup(
      String operationId, int number, Consumer<BackupRequested.Builder> request) {
    BackupRequested.Builder command =
        BackupRequested.newBuilder()
            .setOperationId(operationId)
            .setDatabase(DATABASE)
            .setLabels(Map.of("why", "test"));
    request.accept(command);
    return new TestAttempt<>(
        "backup",
        operationId,
        number,
        command.build(),
        new Target(entry(), physicalName),
        Instant.parse("2026-11-21T12:00:00Z"),
        processes,
        state);
  }

  /** A restore's attempt with a new operation. */
  public TestAttempt<RestoreRequested> restore(String backupId, String targetName) {
    return restore(UUID.randomUUID().toString(), 1, backupId, targetName);
  }

  /** A restore's attempt. */
  public TestAttempt<RestoreRequested> restore(
      String operationId, int number, String backupId, String targetName) {
    RestoreRequested command =
        RestoreRequested.newBuilder()
            .setOperationId(operationId)
            .setDatabase(DATABASE)
            .setBackupId(backupId)
            .setTargetName(targetName)
            .build();
    return restore(command, number);
  }

  /** An attempt of a restore of any mode. */
  public TestAttempt<RestoreRequested> restore(RestoreRequested command, int number) {
    return new TestAttempt<>(
        "restore",
        command.getOperationId(),
        number,
        command,
        new Target(entry(), restores.physicalName(command, entry())),
        Instant.now(),
        processes,
        state);
  }

  /** An attempt of work on backups. */
  public TestAttempt<MaintenanceRequested> maintenance(
      String operationId, int number, String action, @Nullable String backupId, boolean dryRun) {
    MaintenanceRequested command =
        MaintenanceRequested.newBuilder()
            .setOperationId(operationId)
            .setDatabase(DATABASE)
            .setRequestedBy("ann")
            .setReason("a test")
            .setAction(action)
            .setBackupId(backupId)
            .setDryRun(dryRun)
            .build();
    return maintenance(command, number);
  }

  /** An attempt of any work on backups. */
  public TestAttempt<MaintenanceRequested> maintenance(MaintenanceRequested command, int number) {
    return new TestAttempt<>(
        "maintenance",
        command.getOperationId(),
        number,
        command,
        new Target(entry(), maintenance.physicalName(command, entry())),
        Instant.parse("2026-11-21T12:00:00Z"),
        processes,
        state);
  }

  /** An attempt to import a file of the import folder. */
  public TestAttempt<MaintenanceRequested> importing(
      String operationId, int number, @Nullable String path) {
    MaintenanceRequested command =
        MaintenanceRequested.newBuilder()
            .setOperationId(operationId)
            .setDatabase(DATABASE)
            .setAction("import")
            .setPath(path)
            .build();
    return new TestAttempt<>(
        "maintenance",
        operationId,
        number,
        command,
        new Target(entry(), maintenance.physicalName(command, entry())),
        Instant.parse("2026-11-21T12:00:00Z"),
        processes,
        state);
  }

  /** Runs an attempt and ends it. */
  public MaintenanceSucceeded runMaintenance(TestAttempt<MaintenanceRequested> attempt)
      throws Exception {
    return runMaintenance(maintenance, attempt);
  }

  /** Runs an attempt by another handler than the bed's own and ends it. */
  public MaintenanceSucceeded runMaintenance(
      MaintenanceHandler handler, TestAttempt<MaintenanceRequested> attempt) throws Exception {
    try (attempt) {
      handler.admit(attempt.command(), entry());
      Outcome.Done outcome = (Outcome.Done) handler.handle(attempt);
      attempt.announcements().addAll(outcome.announcements());
      return (MaintenanceSucceeded) done(outcome);
    }
  }

  /** A verification's attempt with a new operation. */
  public TestAttempt<VerifyRequested> verification() {
    return verification(UUID.randomUUID().toString(), 1);
  }

  /** An attempt to verify a backup, with a new operation. */
  public TestAttempt<VerifyRequested> verification(String backupId) {
    return verification(UUID.randomUUID().toString(), 1, backupId);
  }

  /** An attempt to verify the newest backup. */
  public TestAttempt<VerifyRequested> verification(String operationId, int number) {
    return verification(operationId, number, "latest");
  }

  private TestAttempt<VerifyRequested> verification(
      String operationId, int number, String backupId) {
    VerifyRequested command =
        VerifyRequested.newBuilder()
            .setOperationId(operationId)
            .setDatabase(DATABASE)
            .setBackupId(backupId)
            .build();
    return new TestAttempt<>(
        "verify",
        command.getOperationId(),
        number,
        command,
        verifications.target(command, entry()),
        Instant.parse("2026-11-21T13:00:00Z"),
        processes,
        state);
  }

  /** Runs an attempt and ends it as a service does: a failure is cleaned up. */
  public Outcome verify(TestAttempt<VerifyRequested> attempt) throws Exception {
    Outcome outcome;
    try (attempt) {
      outcome = verifications.handle(attempt);
    }
    if (outcome instanceof Outcome.Failed) {
      try (var cleaning = verification(attempt.operationId(), attempt.number())) {
        verifications.abandon(cleaning);
      }
    }
    return outcome;
  }

  /** The fact of a verification that succeeds. */
  public static VerificationSucceeded verified(Outcome outcome) {
    return (VerificationSucceeded) done(outcome);
  }

  /** Runs an attempt and ends it. */
  public BackupSucceeded run(TestAttempt<BackupRequested> attempt) throws Exception {
    try (attempt) {
      return (BackupSucceeded) done(backups.handle(attempt));
    }
  }

  /** Runs an attempt and ends it. */
  public RestoreSucceeded runRestore(TestAttempt<RestoreRequested> attempt) throws Exception {
    try (attempt) {
      return (RestoreSucceeded) done(restores.handle(attempt));
    }
  }

  /** The newest backup. */
  public Manifest latest() throws Exception {
    String id = repository.latest(DATABASE).orElseThrow().backupId();
    return repository.find(DATABASE, new BackupId(id)).orElseThrow();
  }

  private static Object done(Outcome outcome) {
    OperationHeader header = new OperationHeader("kind", "id", DATABASE, 1, 1, Instant.EPOCH);
    return ((Outcome.Done) outcome).fact().apply(header);
  }

  /** Executes SQL as superuser. */
  public void execute(String database, String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits for sessions that were closed: PostgreSQL ends them a moment later. */
  public void awaitNoSessions(String database) throws SQLException {
    try (Connection connection = server.connect("postgres")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Fence.connections(connection, database) == 0);
    }
  }

  /** Names of all databases that begin so. */
  public List<String> databases(String prefix) throws SQLException {
    try (Connection connection = server.connect("postgres")) {
      return io.drover.backup.content.Sql.query(
          connection,
          "SELECT datname FROM pg_database WHERE starts_with(datname::text, ?)",
          row -> row.getString(1),
          prefix);
    }
  }

  /** Drops a database if it is there. */
  public void drop(String name) throws SQLException {
    execute(
        "postgres", "DROP DATABASE IF EXISTS \"" + name.replace("\"", "\"\"") + "\" WITH (FORCE)");
  }

  /** Changes a byte in the middle of a backup's archive. */
  public void damage(Manifest manifest) throws IOException {
    Path archive =
        root.resolve(manifest.database())
            .resolve(manifest.backupId())
            .resolve(manifest.archive().file());
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);
  }

  /** All files of the repository, relative to its root. */
  public List<String> files() throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    repositories.close();
    registry.close();
    processes.close();
    state.close();
  }
}
