package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.content.Sql;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"custom", "directory"})
class RoleMappingTest {
  private static final String ORIGINAL = "mapping_original";
  private static final String COPY = "mapping_copy";
  private static final String OLD = "Old \"owner\" TO, FROM\nü";
  private static final String NEW = "New \"owner\", 'it' – é";
  private static final String READER = "mapping_reader";
  private static final String SUCCESSOR = "mapping_successor";

  @Parameter private String format = "";
  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    clean();
    bed.server.createDatabase(ORIGINAL);
    for (String role : List.of(OLD, NEW, READER, SUCCESSOR)) {
      sql("postgres", "CREATE ROLE %I", role);
    }
    sql("postgres", "ALTER DATABASE " + ORIGINAL + " OWNER TO %I", OLD);
    sql("postgres", "GRANT CONNECT ON DATABASE " + ORIGINAL + " TO " + READER);
    sql("postgres", "ALTER ROLE %I IN DATABASE " + ORIGINAL + " SET work_mem TO '5MB'", OLD);
    sql(ORIGINAL, "CREATE SCHEMA app AUTHORIZATION %I", OLD);
    for (String statement :
        List.of(
            "CREATE TABLE app.t (n int, owner text DEFAULT 'mapping_reader')",
            "INSERT INTO app.t VALUES (1)",
            "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "ALTER TABLE app.t OWNER TO %1$I",
            "ALTER FUNCTION app.f() OWNER TO %1$I",
            "GRANT SELECT ON app.t TO " + READER + " WITH GRANT OPTION",
            "GRANT UPDATE (n) ON app.t TO " + READER,
            "REVOKE DELETE ON app.t FROM %1$I",
            "REVOKE EXECUTE ON FUNCTION app.f() FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTION app.f() TO " + READER,
            "CREATE POLICY p ON app.t TO " + READER + ", %1$I USING (owner = 'mapping_reader')",
            "ALTER TABLE app.t ENABLE ROW LEVEL SECURITY",
            "ALTER DEFAULT PRIVILEGES FOR ROLE %1$I IN SCHEMA app GRANT SELECT ON TABLES TO "
                + READER,
            "SELECT lo_create(4712)",
            "ALTER LARGE OBJECT 4712 OWNER TO %1$I")) {
      sql(ORIGINAL, statement, OLD);
    }
    bed.run(bed.backup(request -> request.setFormat(format)));
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
    for (String role : List.of(OLD, NEW, READER, SUCCESSOR)) {
      sql("postgres", "DROP ROLE IF EXISTS %I", role);
    }
  }

  @Test
  void ownersAndPrivilegesGoToTheOthersThoughTheOldRolesAreGone() throws Exception {
    bed.drop(ORIGINAL);
    sql("postgres", "DROP ROLE %I", OLD);
    sql("postgres", "DROP ROLE %I", READER);

    restore(command().setRoleMapping(Map.of(OLD, NEW, READER, SUCCESSOR)));

    assertThat(named()).containsExactly(NEW, SUCCESSOR);
    for (String query :
        List.of(
            "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'app.t'::regclass",
            "SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE oid = 'app.f()'::regprocedure",
            "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'app'",
            "SELECT pg_get_userbyid(lomowner) FROM pg_largeobject_metadata",
            "SELECT pg_get_userbyid(defaclrole) FROM pg_default_acl",
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()",
            "SELECT rolname FROM pg_db_role_setting JOIN pg_roles r ON r.oid = setrole WHERE"
                + " setdatabase = (SELECT oid FROM pg_database WHERE datname ="
                + " current_database())")) {
      assertThat(text(query)).as(query).isEqualTo(NEW);
    }
    for (String query :
        List.of(
            "has_table_privilege('mapping_successor', 'app.t', 'SELECT WITH GRANT OPTION')",
            "has_column_privilege('mapping_successor', 'app.t', 'n', 'UPDATE')",
            "has_function_privilege('mapping_successor', 'app.f()', 'EXECUTE')",
            "NOT has_function_privilege('public', 'app.f()', 'EXECUTE')",
            "NOT has_table_privilege((SELECT relowner FROM pg_class WHERE oid = 'app.t'::regclass),"
                + " 'app.t', 'DELETE')",
            "(SELECT cardinality(polroles) = 2 FROM pg_policy)",
            // What only looks like a role is none.
            "(SELECT pg_get_expr(polqual, polrelid) LIKE '%mapping_reader%' FROM pg_policy)",
            "(SELECT pg_get_expr(adbin, adrelid) LIKE '%mapping_reader%' FROM pg_attrdef)")) {
      assertThat(text("SELECT " + query)).as(query).isEqualTo("t");
    }
  }

  @Test
  void oneRoleMayTakeThePlaceOfSeveralAndTheOldOnesStayOnTheServer() throws Exception {
    restore(command().setRoleMapping(Map.of(OLD, NEW, READER, NEW)));

    assertThat(named()).containsExactly(NEW);
    assertThat(text("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'mapping_r%'"))
        .isEqualTo("1");
  }

  @Test
  void aSelectedTableIsMappedToo() throws Exception {
    restore(
        command().setTables(List.of("app.t")).setRoleMapping(Map.of(OLD, NEW, READER, SUCCESSOR)));

    assertThat(named()).containsExactly(NEW, SUCCESSOR);
  }

  @Test
  void aRoleThatIsMappedToMustBeThereEvenWhereMissingOnesAreCreated() throws Exception {
    fails(
        FailureCode.MISSING_ROLE,
        "lacks roles that others are mapped to: nobody_here",
        command().setCreateMissingRoles(true).setRoleMapping(Map.of(READER, "nobody_here")));
    fails(
        FailureCode.INVALID_REQUEST,
        "The backup names no role mapping_raeder",
        command().setRoleMapping(Map.of("mapping_raeder", NEW)));
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
  }

  @Test
  void functionsOfARoleDoNotBecomeThoseOfASuperuser() throws Exception {
    sql("postgres", "ALTER ROLE %I SUPERUSER", NEW);
    fails(
        FailureCode.RESTORE_UNSAFE,
        "The role mapping_reader is mapped to " + NEW + ", which is a superuser or reaches",
        command().setRoleMapping(Map.of(READER, NEW)));

    sql("postgres", "ALTER ROLE %I SUPERUSER", READER);
    bed.run(bed.backup(request -> request.setFormat(format)));
    restore(command().setRoleMapping(Map.of(OLD, SUCCESSOR, READER, NEW)));
    assertThat(named()).containsExactly(NEW, SUCCESSOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"})
  void functionsOfARoleDoNotComeToTheServersFilesAndPrograms(String right) throws Exception {
    sql("postgres", "GRANT %I TO %I", right, SUCCESSOR);
    sql("postgres", "GRANT %I TO %I", SUCCESSOR, NEW);
    try {
      for (String to : List.of(SUCCESSOR, NEW)) {
        fails(
            FailureCode.RESTORE_UNSAFE,
            "The role mapping_reader is mapped to " + to,
            command().setRoleMapping(Map.of(READER, to)));
      }
    } finally {
      sql("postgres", "REVOKE %I FROM %I", SUCCESSOR, NEW);
      sql("postgres", "REVOKE %I FROM %I", right, SUCCESSOR);
    }
  }

  private void fails(String code, String sentence, RestoreRequested.Builder command) {
    assertThatThrownBy(() -> restore(command))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).as(failure.detail()).isEqualTo(code);
              assertThat(failure.message()).contains(sentence);
            });
  }

  private static RestoreRequested.Builder command() {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setBackupId("latest")
        .setTargetName(COPY);
  }

  private void restore(RestoreRequested.Builder command) throws Exception {
    bed.restores.admit(command.build(), bed.entry());
    bed.runRestore(bed.restore(command.build(), 1));
  }

  /** All roles that anything in the restored database names. */
  private List<String> named() throws Exception {
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(
          connection,
          """
          SELECT DISTINCT rolname COLLATE "C" FROM pg_shdepend JOIN pg_roles r ON r.oid = refobjid
          WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1
          """,
          row -> row.getString(1));
    }
  }

  private String text(String query) throws Exception {
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(connection, query, row -> row.getString(1)).getFirst();
    }
  }

  private void sql(String database, String template, String... arguments) throws Exception {
    try (Connection connection = bed.server.connect(database)) {
      Sql.execute(connection, template, arguments);
    }
  }
}
