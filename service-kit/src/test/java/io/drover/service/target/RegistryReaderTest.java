package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.drover.service.schedule.BackupSchedule;
import io.drover.service.schedule.WeeklyWindow;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryReaderTest {
  static final String SERVER =
      """
      servers:
        main: { host: 127.0.0.1, user: drover, password: "env:HOME" }
      """;

  private static DatabaseEntry read(String text, String name) {
    return Objects.requireNonNull(RegistryReader.read(text).databases().get(name));
  }

  private static Policy policy(String policy) {
    return read(SERVER + "databases:\n  shop:\n    server: main\n    policy: " + policy, "shop")
        .policy();
  }

  @Test
  void schedulesAndRetentionAreRead() {
    Policy policy =
        policy(
            """
            {
                  time-zone: Europe/Berlin,
                  schedules: {
                    nightly: { cron: "0 2 * * *", jitter: 10m, blackout: ["Mon-Fri 08:00-18:00"],
                               labels: { tier: gold }, preemptible: false },
                    hourly: { cron: "0 * * * *", time-zone: UTC } },
                  retention: { keep-last: 7, keep-for: 30d, daily: 6, weekly: 4, monthly: 12,
                               yearly: 3, minimum: 2 } }
            """);
    BackupSchedule nightly = policy.schedules().getFirst();
    assertThat(nightly.name()).isEqualTo("nightly");
    assertThat(nightly.labels()).containsEntry("tier", "gold");
    assertThat(nightly.preemptible()).isFalse();
    assertThat(nightly.recurrence().jitter()).isEqualTo(Duration.ofMinutes(10));
    assertThat(nightly.recurrence().blackouts())
        .containsExactly(WeeklyWindow.parse("Mon-Fri 08:00-18:00"));
    assertThat(nightly.recurrence().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(policy.schedules().getLast().recurrence().zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(policy.schedules().getLast().preemptible()).isTrue();
    assertThat(policy.retention())
        .isEqualTo(
            new Retention(7, Duration.ofDays(30), 6, 4, 12, 3, 2, ZoneId.of("Europe/Berlin")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedules: { a: { } } | line 7: databases.shop.policy.schedules.a.cron is missing",
        "schedules: { a: { cron: '0 25 * * *' } } | line 7:"
            + " databases.shop.policy.schedules.a.cron is no cron expression",
        "schedules: { a: { cron: '0 2 * * *', jitter: 2d } } | line 7:"
            + " databases.shop.policy.schedules.a.jitter must be at most 24h",
        "schedules: { a: { cron: '0 2 * * *', time-zone: Mars } } | line 7:"
            + " databases.shop.policy.schedules.a.time-zone is no time zone",
        "schedules: { a: { cron: '0 2 * * *', blackout: [always] } } | line 7:"
            + " databases.shop.policy.schedules.a.blackout must have the form",
        "schedules: { a: { cron: '0 2 * * *', blackout: ['00:00-24:00'] } } | line 7:"
            + " databases.shop.policy.schedules.a.blackout leaves no time",
        "schedules: { a: { cron: '0 2 * * *', at: 3 } } | line 7:"
            + " databases.shop.policy.schedules.a.at is not known",
        "schedules: { A b: { cron: '0 2 * * *' } } | line 7:"
            + " databases.shop.policy.schedules.A b is no name",
        "schedules: { a: { cron: '0 2 * * *' } }, operations: [restore] | line 7:"
            + " databases.shop.policy.schedules need backup among the policy's operations",
        "retention: { keep-last: 3 }, operations: [backup] | line 7:"
            + " databases.shop.policy.retention needs maintenance among the policy's operations",
        "retention: { minimum: 3 } | line 7: databases.shop.policy.retention needs one of",
        "retention: { keep-last: 0 } | line 7: databases.shop.policy.retention.keep-last must be a"
            + " number",
      })
  void mistakesInWhatRecursAreNamedWithTheirLine(String policy, String message) {
    assertThatThrownBy(() -> policy("{\n      " + policy + " }"))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void everyKeyIsRead() {
    DatabaseEntry shop =
        read(
            """
            servers:
              main: { host: db.example, port: 6543, maintenance-database: template1, user: drover,
                      password: "file:/run/secrets/main", ssl-mode: verify-full, ssl-root-certificate: /ca.pem }
            databases:
              shop:
                server: main
                name: Shop
                url: jdbc:postgresql://pooler:6432/shop
                labels: { team: web }
                policy:
                  operations: [backup, migrate, verify]
                  requesters: [ann]
                  target-name-pattern: "x_[0-9]+"
                  recovery-point-objective: 24h
                  lock-timeout: 7s
                  lock-retries: 0
                  statement-timeout: 30m
                  backup-before-migration: false
                  migrations: { locations: [/m], schemas: [a], table: history, baseline-version: 1 }
                  verify:
                    every: 7d
                    server: main
                    content-hashes: true
                    assertions: { there are orders: "SELECT count(*) > 0 FROM orders" }
            """,
            "shop");
    assertThat(shop.lane()).isEqualTo("main/Shop");
    assertThat(shop.url()).isEqualTo("jdbc:postgresql://pooler:6432/shop");
    assertThat(shop.labels()).containsEntry("team", "web");
    assertThat(shop.server())
        .isEqualTo(
            new ServerEntry(
                "main",
                "db.example",
                6543,
                "template1",
                "drover",
                new SecretReference("file:/run/secrets/main"),
                "verify-full",
                "/ca.pem"));
    Policy policy = shop.policy();
    assertThat(policy.operations()).containsExactlyInAnyOrder("backup", "migrate", "verify");
    assertThat(policy.requesters()).containsExactly("ann");
    assertThat(policy.targetNamePattern().pattern()).isEqualTo("x_[0-9]+");
    assertThat(policy.recoveryPointObjective()).isEqualTo(Duration.ofHours(24));
    assertThat(policy.lockTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(policy.lockRetries()).isZero();
    assertThat(policy.statementTimeout()).isEqualTo(Duration.ofMinutes(30));
    assertThat(policy.backupBeforeMigration()).isFalse();
    assertThat(policy.migrations())
        .isEqualTo(new Policy.Migrations(List.of("/m"), List.of("a"), "history", "1"));
    assertThat(policy.verification())
        .isEqualTo(
            new Policy.Verification(
                Duration.ofDays(7),
                shop.server(),
                true,
                Map.of("there are orders", "SELECT count(*) > 0 FROM orders")));
  }

  @Test
  void whatIsNotGivenHasASafeDefault() {
    Policy policy = read(SERVER + "databases:\n  a.b: { server: main }\n", "a.b").policy();
    assertThat(policy.operations())
        .containsExactlyInAnyOrder("backup", "restore", "verify", "migrate-status", "maintenance");
    assertThat(policy.targetNamePattern().matcher("a.b_copy").matches()).isTrue();
    assertThat(policy.targetNamePattern().matcher("aXb_copy").matches()).isFalse();
    assertThat(policy.backupBeforeMigration()).isTrue();
    assertThat(policy.lockRetries()).isEqualTo(10);
    assertThat(policy.statementTimeout()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { server: main, polcy: {} }                              | line 4: databases.x.polcy is not known; known here: labels, name, policy, server, url
          { server: other }                                        | line 4: databases.x.server names no server of the file
          { name: x }                                              | line 4: databases.x.server is missing
          { server: main, name: "a\\u0001" }                       | line 4: databases.x.name is no PostgreSQL name; it has 1 to 63 bytes and no control characters
          { server: main, policy: { lock-timeout: 5 } }            | line 4: databases.x.policy.lock-timeout must be a duration above zero like 24h, 30m, 5s or 7d
          { server: main, policy: { lock-retries: -1 } }           | line 4: databases.x.policy.lock-retries must be a number, 0 to 999
          { server: main, policy: { target-name-pattern: "(" } }   | line 4: databases.x.policy.target-name-pattern is no regular expression: Unclosed group
          { server: main, policy: { migrations: { locations: [m] } } } | line 4: databases.x.policy.migrations.locations must hold absolute paths
          { server: main, policy: { backup-before-migration: 1 } } | line 4: databases.x.policy.backup-before-migration must be true or false
          { server: main, policy: { verify: { server: other } } }  | line 4: databases.x.policy.verify.server names no server of the file
          { server: main, policy: { verify: { every: 7 } } }       | line 4: databases.x.policy.verify.every must be a duration above zero like 24h, 30m, 5s or 7d
          { server: main, policy: { verify: { assertions: { a: "" } } } } | line 4: databases.x.policy.verify.assertions.a is empty; write a query that gives one row, true
          { server: main, policy: { verify: { hashes: true } } }   | line 4: databases.x.policy.verify.hashes is not known; known here: assertions, content-hashes, every, server
          { server: main, server: main }                           | line 4: databases.x.server is given twice
          { server: main, url: "jdbc:postgresql://u:p@h/x" }       | line 4: databases.x.url must hold no user and no password; the server's serve
          { server: main, policy: { backup: { repository: other } } } | line 4: databases.x.policy.backup.repository names no repository of the file
          { server: main, policy: { backup: { copy-to: other } } } | line 4: databases.x.policy.backup.copy-to names no repository of the file
          { server: main, policy: { backup: { copy-to: default } } } | line 4: databases.x.policy.backup.copy-to must name another repository than the backups' own
          { server: main, policy: { operations: [backup], backup: { scrub-every: 7d } } } | line 4: databases.x.policy.backup needs maintenance among the policy's operations for copy-to and scrub-every
          { server: main, policy: { backup: { format: tar } } }    | line 4: databases.x.policy.backup.format must be one of auto, custom, directory, plain
          { server: main, policy: { backup: { jobs: 17 } } }       | line 4: databases.x.policy.backup.jobs must be 1 to 16
          { server: main, policy: { backup: { compression: { codec: brotli } } } } | line 4: databases.x.policy.backup.compression.codec must be one of zstd, lz4, gzip, none
          { server: main, policy: { backup: { compression: { codec: gzip, level: 10 } } } } | line 4: databases.x.policy.backup.compression.level must be 1 to 9 with gzip
          { server: main, policy: { backup: { encryption: {} } } } | line 4: databases.x.policy.backup.encryption needs either recipients or a passphrase
          { server: main, policy: { backup: { encryption: { recipients: [age1x] } } } } | line 4: databases.x.policy.backup.encryption.recipients must hold public keys of age
          { server: main, policy: { backup: { encryption: { passphrase: hunter2 } } } } | line 4: databases.x.policy.backup.encryption.passphrase holds the secret itself
          { server: main, policy: { backup: { encryption: { passphrase: "env:A", identities: [AGE-SECRET-KEY-1] } } } } | line 4: databases.x.policy.backup.encryption.identities must hold references
          { server: main, labels: [a] }                            | line 4: databases.x.labels must be a mapping of keys to values
          { server: main                                           | line 5: the file is no YAML
          """)
  void aMistakeInADatabaseIsNamedWithItsLineAndPath(String entry, String message) {
    assertThatThrownBy(() -> RegistryReader.read(SERVER + "databases:\n  x: " + entry + "\n"))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void repositoriesAreFoldersAndBuckets() {
    RegistryContent content =
        RegistryReader.read(
            SERVER
                + """
                repositories:
                  near: { folder: /var/lib/drover }
                  far:
                    bucket: company-backups
                    endpoint: https://s3.example.com:9000
                    region: eu-west-1
                    prefix: drover/shop
                    path-style: true
                    access-key: env:S3_ACCESS
                    secret-key: file:/run/secrets/s3
                databases:
                  shop: { server: main, policy: { backup: { repository: far } } }
                  other: { server: main }
                """);
    assertThat(content.repositories())
        .containsOnly(
            entry("near", new RepositoryEntry.Folder("near", Path.of("/var/lib/drover"))),
            entry(
                "far",
                new RepositoryEntry.Bucket(
                    "far",
                    URI.create("https://s3.example.com:9000"),
                    "eu-west-1",
                    "company-backups",
                    "drover/shop",
                    true,
                    new SecretReference("env:S3_ACCESS"),
                    new SecretReference("file:/run/secrets/s3"))));
    assertThat(content.databases().values())
        .extracting(database -> database.policy().backup().repository())
        .containsExactly("far", "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { }                                | repositories.x.folder is missing
          { folder: relative }               | repositories.x.folder must be an absolute path
          { folder: /a, path-style: true }   | repositories.x.path-style is not known; known here: bucket, folder
          { bucket: UPPER, access-key: "env:A", secret-key: "env:B" } | repositories.x.bucket is no name of a bucket
          { bucket: abc, access-key: AKIA, secret-key: "env:B" } | repositories.x.access-key holds the secret itself
          { bucket: abc, prefix: ../x, access-key: "env:A", secret-key: "env:B" } | repositories.x.prefix must be words
          { bucket: abc, endpoint: "ftp://x", access-key: "env:A", secret-key: "env:B" } | repositories.x.endpoint must be like
          """)
  void aMistakeInARepositoryIsNamedWithItsLineAndPath(String repository, String message) {
    assertThatThrownBy(
            () -> RegistryReader.read(SERVER + "repositories:\n  x: " + repository + "\n"))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("line 4: " + message)
        .hasMessageNotContaining("AKIA");
  }

  @Test
  void anApprovalIsReadWithItsValidity() {
    Policy policy =
        approval(
                "{ operations: [migrate, restore-replace], approvers: [ann, bob], valid-for: 2h,"
                    + " on-behalf: true }")
            .policy();
    assertThat(policy.approvalOf(List.of("migrate")))
        .contains(
            new Policy.Approval(
                Set.of("migrate", "restore-replace"),
                Set.of("ann", "bob"),
                Duration.ofHours(2),
                true));
    assertThat(policy.approvalOf(List.of("restore", "migrate"))).isPresent();
    assertThat(policy.approvalOf(List.of("migrate-status"))).isEmpty();
    assertThat(approval("{ operations: [migrate], approvers: [ann] }").policy().approval())
        .extracting(Policy.Approval::validFor)
        .isEqualTo(Duration.ofHours(24));
    assertThat(approval("{ operations: [migrate], approvers: [ann] }").policy().approval())
        .extracting(Policy.Approval::onBehalf)
        .isEqualTo(false);
  }

  private static DatabaseEntry approval(String section) {
    return Objects.requireNonNull(
        RegistryReader.read(SERVER + approvalOf(section), true).databases().get("x"));
  }

  private static String approvalOf(String section) {
    return "databases:\n  x:\n    server: main\n    policy:\n      operations: [restore, migrate]\n"
        + "      approval: "
        + section
        + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { approvers: [ann] }                                          | operations must name what needs an approval, for example [migrate]
          { operations: [migrat], approvers: [ann] }                    | operations names migrat, which policy.operations does not allow
          { operations: [backup], approvers: [ann] }                    | operations names backup, which policy.operations does not allow
          { operations: [migrate] }                                     | approvers must name who may approve, for example [alice, bob]
          { operations: [migrate], approvers: [drover/ann] }            | approvers holds a name that no person can have
          { operations: [migrate], approvers: ["a b"] }                 | approvers holds a name that no person can have
          { operations: [migrate], approvers: [ann], valid-for: 31d }   | valid-for must be at most 30d
          { operations: [migrate], approvers: [ann], valid-for: soon }  | valid-for must be a duration above zero like 24h, 30m, 5s or 7d
          { operations: [migrate], approvers: [ann], validfor: 1h }     | validfor is not known; known here: approvers, on-behalf, operations, valid-for
          """)
  void aMistakeInAnApprovalIsNamedWithItsLineAndPath(String section, String message) {
    assertThatThrownBy(() -> approval(section))
        .isInstanceOf(RegistryException.class)
        .hasMessage("line 8: databases.x.policy.approval." + message);
  }

  @Test
  void anApprovalByNameNeedsTheFileThatProvesNames() {
    assertThatThrownBy(
            () ->
                RegistryReader.read(
                    SERVER + approvalOf("{ operations: [migrate], approvers: [ann] }")))
        .hasMessage(
            "line 8: databases.x.policy.approval.approvers needs DROVER_PRINCIPALS, the file with"
                + " the keys by which they are proven");
  }

  @Test
  void aPasswordGivenInlineIsRefusedAndNotRepeated() {
    String text = SERVER.replace("env:HOME", "hunter2") + "databases: {}\n";
    assertThatThrownBy(() -> RegistryReader.read(text))
        .hasMessageStartingWith("line 2: servers.main.password holds the secret itself")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aNameOutsideTheAlphabetIsRefused() {
    assertThatThrownBy(() -> RegistryReader.read(SERVER + "databases:\n  Shop: { server: main }\n"))
        .hasMessageStartingWith("line 4: databases.Shop is no name");
  }

  @Test
  void twoNamesOfOnePhysicalDatabaseAreRefusedEvenThroughTwoServerEntries() {
    String text =
        """
        servers:
          main: { host: localhost, user: drover, password: "env:A" }
          alias: { host: 127.0.0.1, port: 5432, user: other, password: "env:B" }
        databases:
          shop: { server: main }
          store: { server: alias, name: shop }
        """;
    assertThatThrownBy(() -> RegistryReader.read(text))
        .hasMessage("line 6: databases.store is the same physical database as databases.shop");
  }

  @Test
  void twoMaintenanceDatabasesOfOneServerAreRefused() {
    String text =
        """
        servers:
          main: { host: h, user: drover, password: "env:A" }
          alias: { host: H., user: drover, password: "env:A", maintenance-database: other }
        """;
    assertThatThrownBy(() -> RegistryReader.read(text))
        .hasMessageStartingWith("line 3: servers.alias has the address of servers.main");
  }

  @Test
  void anEmptyFileIsNamedAsSuch() {
    assertThatThrownBy(() -> RegistryReader.read("# nothing\n"))
        .hasMessageContaining("the file is empty");
  }

  @Test
  void tenThousandDatabasesAreRead() {
    var text = new StringBuilder(SERVER).append("databases:\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("  db").append(i).append(": { server: main }\n");
    }
    Map<String, DatabaseEntry> entries = RegistryReader.read(text.toString()).databases();
    assertThat(entries).hasSize(10_000).containsKey("db9999");
  }
}
