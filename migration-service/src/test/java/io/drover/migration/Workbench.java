package io.drover.migration;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.migration.bundle.BundleRoots;
import io.drover.migration.bundle.Bundles;
import io.drover.migration.plan.Planner;
import io.drover.migration.review.parser.SqlParser;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationGuards;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.MigrationReview;
import io.drover.service.target.Policy;
import io.drover.service.target.SecretReference;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/** A database of its own on the shared server, a folder of scripts, a policy and requests. */
final class Workbench {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);
  private static final Planner PLANNER = new Planner(SqlParser.find(""));
  private static final Bundles NO_BUNDLES = bundles("");

  static {
    // As the bus does where it is used: records stand in the defaults of others.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> type.getPackageName().equals("io.drover.schemas")));
  }

  private final PostgresServer server = TestStack.postgres();
  private MigrateHandler handler = handler(NO_BUNDLES, PLANNER);
  private final Path folder;
  private final String database;
  private @Nullable String baseline;
  private boolean backup;
  private MigrationReview review = MigrationReview.USUAL;
  private MigrationGuards guards = MigrationGuards.NONE;
  private @Nullable List<MigrationNamespace> namespaces;
  private String bundle = "";
  private String bundleSha256 = "";

  /** Many: what locks for a moment, such as a vacuum of the server's own, fails no test. */
  private int lockRetries = 20;

  private String backupId = "";
  private Set<String> operations = Set.of("migrate");

  private Workbench(Path folder, String database) {
    this.folder = folder;
    this.database = database;
  }

  private static MigrateHandler handler(Bundles bundles, Planner planner) {
    return new MigrateHandler(MigrationTools.of(bundles, planner, OwnState.database()));
  }

  static Workbench empty(Path folder) {
    Workbench bench = named(folder);
    bench.server.createDatabase(bench.database);
    return bench;
  }

  /** The same without creating the database. */
  static Workbench named(Path folder) {
    return new Workbench(
        folder, "migrate_" + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet());
  }

  /** On a database that is there already. */
  static Workbench on(Path folder, String database) {
    return new Workbench(folder, database);
  }

  Workbench script(String name, String... lines) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", lines) + "\n");
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Workbench baseline(String version) {
    this.baseline = version;
    return this;
  }

  Workbench backupBefore() {
    this.backup = true;
    return this;
  }

  /** In place of the folder alone. */
  Workbench namespaces(MigrationNamespace... namespaces) {
    this.namespaces = List.of(namespaces);
    return this;
  }

  /** The service may read bundles from there. */
  Workbench bundlesFrom(String roots) {
    this.handler = handler(bundles(roots), PLANNER);
    return this;
  }

  /** Requests name a bundle. */
  Workbench naming(String url, String sha256) {
    this.bundle = url;
    this.bundleSha256 = sha256;
    return this;
  }

  private static Bundles bundles(String roots) {
    try {
      Path folder =
          Path.of(System.getProperty("java.io.tmpdir"))
              .resolve("drover-test-bundles-" + System.getProperty("user.name"));
      return Bundles.open(BundleRoots.of(roots), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Workbench review(MigrationReview wanted) {
    this.review = wanted;
    return this;
  }

  Workbench guards(MigrationGuards wanted) {
    this.guards = wanted;
    return this;
  }

  /** As on a machine that has no library of the parser. */
  Workbench withoutParser() {
    handler = handler(NO_BUNDLES, new Planner(SqlParser.find("/nowhere/libpg_query.so")));
    return this;
  }

  /** Requests name a backup. */
  Workbench ofBackup(String id) {
    this.backupId = id;
    return this;
  }

  Workbench lockRetries(int retries) {
    this.lockRetries = retries;
    return this;
  }

  PostgresServer server() {
    return server;
  }

  String database() {
    return database;
  }

  LiveAttempt attempt(String operationId, String mode, @Nullable ChildOutcome child) {
    return attempt(operationId, mode, child, null);
  }

  LiveAttempt attempt(
      String operationId, String mode, @Nullable ChildOutcome child, @Nullable String planDigest) {
    MigrateRequested command =
        MigrateRequested.newBuilder()
            .setPlanDigest(planDigest)
            .setOperationId(operationId)
            .setDatabase("shop")
            .setRequestedBy("ada")
            .setLabels(Map.of("ticket", "7"))
            .setMode(mode)
            .setBackupId(backupId)
            .setBundle(bundle)
            .setBundleSha256(bundleSha256)
            .build();
    return new LiveAttempt(server, new Target(entry(), database), command, child);
  }

  /** An attempt whose request says more. */
  LiveAttempt asking(
      String operationId,
      String mode,
      @Nullable ChildOutcome child,
      Consumer<MigrateRequested.Builder> more) {
    var request = request(operationId, mode);
    more.accept(request);
    return attempt(request.build(), child);
  }

  /** The begin of a request. */
  MigrateRequested.Builder request(String operationId, String mode) {
    try (LiveAttempt plain = attempt(operationId, mode, null)) {
      return MigrateRequested.newBuilder(plain.command());
    }
  }

  LiveAttempt attempt(MigrateRequested command, @Nullable ChildOutcome child) {
    return new LiveAttempt(server, handler.target(command, entry()), command, child);
  }

  /** What the answer to the request is. */
  MigrationSucceeded answer(MigrateRequested.Builder request) throws Exception {
    return Facts.fact(handle(attempt(request.build(), null)));
  }

  /** The policy allows these. */
  Workbench operations(String... words) {
    this.operations = Set.of(words);
    return this;
  }

  Workbench without(String name) {
    try {
      Files.delete(folder.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MigrationSucceeded status() throws Exception {
    return run("read", "STATUS");
  }

  MigrationSucceeded apply(String operationId) throws Exception {
    return run(operationId, "APPLY");
  }

  Outcome handle(LiveAttempt attempt) throws Exception {
    try (attempt) {
      handler.admit(attempt.command(), attempt.target().entry());
      return handler.handle(attempt);
    }
  }

  void abandon(LiveAttempt attempt) throws Exception {
    try (attempt) {
      handler.abandon(attempt);
    }
  }

  void sql(String statementText) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(statementText);
    }
  }

  String value(String query) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  DatabaseEntry entry() {
    return entry(operations, Set.of(), List.of(folder.toString()));
  }

  DatabaseEntry entry(Set<String> operations, Set<String> requesters, List<String> locations) {
    ServerEntry main =
        new ServerEntry(
            "main",
            server.host(),
            server.port(),
            "postgres",
            server.superuser(),
            new SecretReference("file:" + server.passwordFile()),
            "prefer",
            "");
    Policy policy =
        new Policy(
            operations,
            requesters,
            Pattern.compile("shop_.*"),
            null,
            LOCK_TIMEOUT,
            lockRetries,
            Duration.ofSeconds(20),
            backup,
            Duration.ofDays(7),
            new Policy.Backup("default", null, Policy.Dump.USUAL),
            namespaces == null
                ? new Policy.Migrations(
                    List.of(
                        MigrationNamespace.of(
                            locations, List.of(), "flyway_schema_history", baseline)),
                    review,
                    guards)
                : new Policy.Migrations(namespaces, review, guards),
            List.of(),
            null,
            null,
            Policy.Verification.WHEN_ASKED);
    return new DatabaseEntry("shop", database, main, null, Map.of(), policy);
  }

  private MigrationSucceeded run(String operationId, String mode) throws Exception {
    return Facts.fact(handle(attempt(operationId, mode, null)));
  }
}
