package io.drover.backup.testbed;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.dump.BackupHandler;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.restore.RestoreHandler;
import io.drover.backup.restore.RestoreMarks;
import io.drover.backup.verify.VerifyHandler;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import io.drover.schemas.VerifyRequested;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Handlers over a real server and a repository of their own. */
public final class TestBed implements AutoCloseable {
  /** The entry of the registry that tests back up, whatever its physical name. */
  public static final String DATABASE = "shop";

  public final PostgresServer server = TestStack.postgres();
  public final Path root;
  public final BackupRepository repository;
  public final DatabaseRegistry registry;
  public final BackupHandler backups;
  public final RestoreHandler restores;
  public final VerifyHandler verifications;
  private final String physicalName;
  private final ProcessRunner processes = new ProcessRunner();
  private final StateDatabase state;

  /** A bed for a physical database, which the test creates. */
  public TestBed(Path folder, String physicalName) throws IOException {
    this(folder, physicalName, "");
  }

  /** The same with how its backups are verified, as the policy says it. */
  public TestBed(Path folder, String physicalName, String verify) throws IOException {
    this.physicalName = physicalName;
    this.root = Files.createDirectory(folder.resolve("repository"));
    Path password = Files.writeString(folder.resolve("password"), server.password());
    this.registry =
        DatabaseRegistry.open(
            Files.writeString(folder.resolve("databases.yml"), registryText(password, verify)));
    this.repository = new BackupRepository(root);
    this.state =
        StateSchema.open(
            new StateSchema.Settings(
                server.jdbcUrl("postgres"),
                server.superuser(),
                new SecretReference("file:" + password),
                "drover_backup_test",
                4),
            Map.of("history_of_ledger", StateSchema.LEDGER));
    PostgresTools tools = new PostgresTools("");
    this.backups = new BackupHandler(repository, tools, new ArchiveWriter(1, 2));
    this.verifications = new VerifyHandler(repository, tools);
    this.restores = new RestoreHandler(repository, tools, registry, RestoreMarks.open(state));
  }

  private String registryText(Path password, String verify) {
    return """
        servers:
          main: &server { host: %s, port: %d, user: %s, password: "file:%s", ssl-mode: prefer }
          other: *server
        databases:
          %s: { server: main, name: '%s', policy: { target-name-pattern: ".*", lock-timeout: 2s%s } }
        """
        .formatted(
            server.host(),
            server.port(),
            server.superuser(),
            password,
            DATABASE,
            physicalName.replace("'", "''"),
            verify.isEmpty() ? "" : ", verify: " + verify);
  }

  /** The entry. */
  public DatabaseEntry entry() {
    return registry.find(DATABASE).orElseThrow();
  }

  /** A backup's attempt with a new operation. */
  public TestAttempt<BackupRequested> backup() {
    return backup(UUID.randomUUID().toString(), 1);
  }

  /** A backup's attempt; all attempts of an operation are accepted at the same instant. */
  public TestAttempt<BackupRequested> backup(String operationId, int number) {
    BackupRequested command =
        BackupRequested.newBuilder()
            .setOperationId(operationId)
            .setDatabase(DATABASE)
            .setLabels(Map.of("why", "test"))
            .build();
    return new TestAttempt<>(
        "backup",
        operationId,
        number,
        command,
        new Target(entry(), physicalName),
        Instant.parse("2026-11-21T12:00:00Z"),
        processes);
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
    return new TestAttempt<>(
        "restore",
        operationId,
        number,
        command,
        new Target(entry(), targetName),
        Instant.now(),
        processes);
  }

  /** A verification's attempt with a new operation. */
  public TestAttempt<VerifyRequested> verification() {
    return verification(UUID.randomUUID().toString(), 1);
  }

  /** An attempt to verify the newest backup. */
  public TestAttempt<VerifyRequested> verification(String operationId, int number) {
    VerifyRequested command =
        VerifyRequested.newBuilder().setOperationId(operationId).setDatabase(DATABASE).build();
    return new TestAttempt<>(
        "verify",
        operationId,
        number,
        command,
        verifications.target(command, entry()),
        Instant.parse("2026-11-21T13:00:00Z"),
        processes);
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
    return repository.latest(DATABASE).orElseThrow();
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
    registry.close();
    processes.close();
    state.close();
  }
}
