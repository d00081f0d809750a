package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.content.Sql;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingRolesTest {
  private static final String ORIGINAL = "roles_original";
  private static final String COPY = "roles_copy";
  private static final String OWNER = "Roles \"owner\" – ü";
  private static final String GROUP = "roles_group";
  private static final String THERE = "roles_there";

  private TestBed bed;

  @BeforeEach
  void backUpAndLoseTheRoles(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    clean();
    bed.server.createDatabase(ORIGINAL);
    sql("CREATE ROLE %I NOLOGIN", GROUP);
    sql("CREATE ROLE %I NOLOGIN CREATEDB", THERE);
    sql(
        "CREATE ROLE %I LOGIN CREATEDB NOINHERIT CONNECTION LIMIT 7 PASSWORD 'secret-of-the-role'"
            + " VALID UNTIL '2031-01-02 03:04:05+00'",
        OWNER);
    sql("GRANT %I TO %I WITH ADMIN OPTION", GROUP, OWNER);
    sql("GRANT %I TO %I", THERE, OWNER);
    sql("ALTER ROLE %I SET search_path TO %L, %L", OWNER, "odd, \"one\"", "public");
    sql("ALTER ROLE %I SET statement_timeout TO %L", OWNER, "7s");
    sql("ALTER ROLE %I IN DATABASE postgres SET work_mem TO %L", OWNER, "9MB");
    try (Connection connection = bed.server.connect(ORIGINAL)) {
      Sql.execute(connection, "CREATE TABLE t AS SELECT 1 AS n");
      Sql.execute(connection, "ALTER TABLE t OWNER TO %I", OWNER);
      Sql.execute(connection, "GRANT SELECT ON t TO %I, %I", GROUP, THERE);
    }
    bed.run(bed.backup());
    bed.drop(ORIGINAL);
    sql("DROP ROLE %I", OWNER);
    sql("DROP ROLE %I", GROUP);
    sql("ALTER ROLE %I NOCREATEDB", THERE);
  }

  @AfterEach
  void close() throws Exception {
    clean();
    bed.close();
  }

  private void clean() throws Exception {
    for (String scratch : bed.databases(ScratchDatabase.PREFIX)) {
      bed.drop(scratch);
    }
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    for (String role : List.of(OWNER, GROUP, THERE)) {
      sql("DROP ROLE IF EXISTS %I", role);
    }
  }

  @Test
  void theyComeBackAsTheyWereButNobodyCanLogInAsOneOfThem() throws Exception {
    RestoreSucceeded restored = bed.runRestore(attempt());

    assertThat(
            text(
                "SELECT concat_ws(' ', rolcanlogin, rolcreatedb, rolinherit, rolconnlimit,"
                    + " rolvaliduntil AT TIME ZONE 'UTC', rolpassword IS NULL)"
                    + " FROM pg_authid WHERE rolname = ?"))
        .containsExactly("f f f 7 2031-01-02 03:04:05 t");
    assertThat(text("SELECT unnest(rolconfig) FROM pg_roles WHERE rolname = ?"))
        .containsExactly("search_path=\"odd, \"\"one\"\"\", public", "statement_timeout=7s");
    assertThat(
            text(
                "SELECT pg_get_userbyid(roleid) || admin_option FROM pg_auth_members"
                    + " WHERE pg_get_userbyid(member) = ?"))
        .containsExactly("roles_grouptrue");
    assertThat(
            text(
                "SELECT setconfig::text FROM pg_db_role_setting WHERE setdatabase <> 0"
                    + " AND pg_get_userbyid(setrole) = ?"))
        .isEmpty();
    assertThat(restored.getWarnings())
        .containsExactlyInAnyOrder(
            "The role " + OWNER + " was not made a member of roles_there.",
            "The role " + OWNER + " has no CREATEDB, LOGIN, as it had.",
            "The role roles_there has no CREATEDB, as it had.");
  }

  @Test
  void anAttemptAfterOneThatWasKilledTellsWhatTheyHaveNotAsWell() throws Exception {
    TestAttempt<RestoreRequested> killed = attempt();
    try {
      bed.runRestore(killed.dyingAt("database-created"));
    } catch (InterruptedException e) {
      assertThat(e).hasMessageContaining("database-created");
    }

    RestoreSucceeded restored = bed.runRestore(bed.restore(killed.command(), 2));

    assertThat(restored.getWarnings())
        .contains("The role " + OWNER + " has no CREATEDB, LOGIN, as it had.");
  }

  @Test
  void noPasswordIsInABackup() throws Exception {
    assertThat(bed.latest().roleDetails()).isNotNull();
    assertThat(String.valueOf(bed.latest().roleDetails())).contains(OWNER).doesNotContain("secret");
  }

  private TestAttempt<RestoreRequested> attempt() {
    return bed.restore(
        RestoreRequested.newBuilder()
            .setOperationId(UUID.randomUUID().toString())
            .setDatabase(TestBed.DATABASE)
            .setBackupId("latest")
            .setTargetName(COPY)
            .setCreateMissingRoles(true)
            .build(),
        1);
  }

  private List<String> text(String query) throws Exception {
    try (Connection connection = bed.server.connect("postgres")) {
      return Sql.query(connection, query, row -> row.getString(1), OWNER);
    }
  }

  private void sql(String template, String... arguments) throws Exception {
    try (Connection connection = bed.server.connect("postgres")) {
      Sql.execute(connection, template, arguments);
    }
  }
}
