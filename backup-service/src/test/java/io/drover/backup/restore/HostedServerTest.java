package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.content.Sql;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As a user that owns its database and may do nothing beside it. */
class HostedServerTest {
  private static final String SHOP = "hosted shop";
  private static final String USER = "hosted_user";

  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = TestBed.as(folder, SHOP, USER);
    bed.drop(SHOP);
    try (Connection connection = bed.server.connect("postgres")) {
      Sql.execute(connection, "DROP ROLE IF EXISTS %I", USER);
      Sql.execute(connection, "CREATE ROLE %I LOGIN PASSWORD %L", USER, bed.server.password());
      Sql.execute(connection, "CREATE DATABASE %I OWNER %I", SHOP, USER);
    }
    bed.execute(
        SHOP,
        """
        CREATE EXTENSION citext;
        SET ROLE hosted_user;
        CREATE SCHEMA app;
        CREATE TABLE app.a (id int PRIMARY KEY, name citext);
        CREATE TABLE app.b (a int REFERENCES app.a);
        INSERT INTO app.a SELECT n, 'n' || n FROM generate_series(1, 100) n;
        INSERT INTO app.b SELECT n FROM generate_series(1, 100) n;
        """);
    bed.run(bed.backup());
    bed.execute(SHOP, "DELETE FROM app.b; DELETE FROM app.a");
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(SHOP);
    bed.execute("postgres", "DROP ROLE IF EXISTS " + USER);
    bed.close();
  }

  @Test
  void noDatabaseCanBeMadeBesideItButItCanBeRestoredInPlace() throws Exception {
    assertThatThrownBy(() -> bed.runRestore(bed.restore("latest", "hosted_copy")))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.INSUFFICIENT_PRIVILEGE));

    RestoreSucceeded restored = inPlace(command());

    assertThat(restored.getRows()).isEqualTo(200);
    assertThat(rows("app.a")).isEqualTo(100);
    assertThat(rows("app.b")).isEqualTo(100);
  }

  @Test
  void rowsAloneAreRestoredUnderTheEyesOfTheTriggers() throws Exception {
    RestoreSucceeded restored =
        inPlace(command().setDataOnly(true).setTables(List.of("app.a", "app.b")));

    assertThat(restored.getRows()).isEqualTo(200);
    bed.execute(SHOP, "TRUNCATE app.a, app.b");
    assertThatThrownBy(() -> inPlace(command().setDataOnly(true).setTables(List.of("app.b"))))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.RESTORE_UNSAFE));
    assertThat(rows("app.b")).isZero();
  }

  private static RestoreRequested.Builder command() {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setConfirm(TestBed.DATABASE)
        .setBackupId("latest")
        .setSafetyBackup(false)
        .setOverrides(List.of("ACTIVE_CONNECTIONS"))
        .setMode("in-place");
  }

  private RestoreSucceeded inPlace(RestoreRequested.Builder command) throws Exception {
    return bed.runRestore(bed.restore(command.build(), 1));
  }

  private long rows(String table) throws Exception {
    try (Connection connection = bed.server.connect(SHOP)) {
      return Sql.query(connection, "SELECT count(*) FROM " + table, row -> row.getLong(1))
          .getFirst();
    }
  }
}
