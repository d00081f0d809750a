package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Placeholders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesTest {
  @TempDir Path folder;

  @Test
  void theSecondNamespaceMayRelyOnWhatTheFirstHasJustMade() throws Exception {
    script("core/V1__users.sql", "CREATE TABLE users (id int PRIMARY KEY)");
    script("shop/V1__orders.sql", "CREATE TABLE orders (user_id int REFERENCES core.users)");
    script("shop/V2__more.sql", "SELECT 1");
    Workbench bench = bench(in("core"), in("shop"));

    MigrationSucceeded applied = bench.apply("first");

    assertThat(applied.getMigrations())
        .extracting(MigrationEntry::getNamespace, MigrationEntry::getScript)
        .contains(tuple("core", "V1__users.sql"), tuple("shop", "V1__orders.sql"));
    assertThat(applied.getAppliedCount()).isEqualTo(3);
    assertThat(applied.getCurrentVersion()).isEqualTo("core 1, shop 2");
    assertThat(bench.value("SELECT count(*) FROM shop.flyway_schema_history WHERE version > '0'"))
        .isEqualTo("2");
  }

  @Test
  void namespacesThatShareASchemaBeginOnAnEmptyDatabaseWithoutABaseline() throws Exception {
    script("core/V1__users.sql", "CREATE TABLE users (id int)");
    script("plugin/V1__notes.sql", "CREATE TABLE notes (id int)");
    Workbench bench = bench(tabled("core", "core_history"), tabled("plugin", "plugin_history"));

    MigrationSucceeded applied = bench.apply("first");

    assertThat(appliedNow(applied)).containsExactly("V1__users.sql", "V1__notes.sql");
    assertThat(applied.getMigrations()).hasSize(2);
    assertThat(bench.status().getPendingCount()).isZero();
  }

  @Test
  void whatIsPendingInAnyNamespaceIsCounted() throws Exception {
    script("core/V1__users.sql", "SELECT 1");
    script("shop/V1__orders.sql", "SELECT 1");
    Workbench bench = bench(in("core"), in("shop"));
    bench.apply("first");
    script("shop/V2__more.sql", "SELECT 1");

    assertThat(bench.status().getPendingCount()).isEqualTo(1);
    assertThat(appliedNow(bench.apply("second"))).containsExactly("V2__more.sql");
  }

  @Test
  void aFailureNamesItsNamespaceAndLeavesThoseAfterItAlone() throws Exception {
    script("core/V1__init.sql", "CREATE TABLE users (id int)");
    script("shop/V1__init.sql", "SELECT * FROM nowhere");
    script("audit/V1__init.sql", "CREATE TABLE log (id int)");
    Workbench bench = bench(in("core"), in("shop"), in("audit"));

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.apply("first"));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
    assertThat(failure.message())
        .startsWith("Namespace shop: The migration V1__init.sql failed at line 1");
    assertThat(bench.value("SELECT to_regclass('core.users')")).isNotNull();
    assertThat(bench.value("SELECT to_regclass('audit.log')")).isNull();
    script("shop/V1__init.sql", "SELECT 1");
    assertThat(bench.apply("second").getAppliedCount()).isEqualTo(2);
  }

  @Test
  void anEditedScriptOfALaterNamespaceKeepsAnEarlierOneFromBeingBegun() throws Exception {
    script("core/V1__init.sql", "SELECT 1");
    script("shop/V1__init.sql", "SELECT 1");
    Workbench bench = bench(in("core"), in("shop"));
    bench.apply("first");
    script("core/V2__users.sql", "CREATE TABLE users (id int)");
    script("shop/V1__init.sql", "SELECT 2");

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.apply("second"));

    assertThat(failure.code()).isEqualTo(FailureCode.MIGRATION_CHECKSUM_MISMATCH);
    assertThat(failure.message()).startsWith("Namespace shop: ");
    assertThat(bench.value("SELECT to_regclass('core.users')")).isNull();
  }

  @Test
  void aNamespaceThatComesToAFilledSchemaNeedsABaseline() throws Exception {
    script("core/V1__users.sql", "CREATE TABLE users (id int)");
    script("plugin/V1__notes.sql", "CREATE TABLE notes (id int)");
    Workbench bench = bench(tabled("core", "core_history"));
    bench.apply("first");
    bench.namespaces(tabled("core", "core_history"), tabled("plugin", "plugin_history"));

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.apply("second"));

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).startsWith("Namespace plugin: ");
    assertThat(failure.remedy()).contains("baseline-version", "to 0 if none");
    bench.namespaces(
        tabled("core", "core_history"), namespace("plugin", List.of(), "plugin_history", "0"));
    assertThat(appliedNow(bench.apply("third"))).containsExactly("V1__notes.sql");
  }

  @Test
  void severalLocationsOfANamespaceAreOneSequence() throws Exception {
    script("core/V1__one.sql", "SELECT 1");
    script("core/V3__three.sql", "SELECT 1");
    script("more/V2__two.sql", "SELECT 1");
    Workbench bench =
        bench(
            MigrationNamespace.of(
                List.of(folder.resolve("core").toString(), folder.resolve("more").toString()),
                List.of(),
                "history",
                null));

    assertThat(appliedNow(bench.apply("first")))
        .containsExactly("V1__one.sql", "V2__two.sql", "V3__three.sql");
  }

  @Test
  void aLinkThatLeadsOutOfItsFolderIsRefusedAndOneWithinIsFollowed() throws Exception {
    script("secret/V9__password.sql", "SELECT 'hunter2'");
    script("core/data/one", "SELECT 1");
    Files.createSymbolicLink(folder.resolve("core/V1__one.sql"), Path.of("data/one"));
    Workbench bench = bench(in("core"));
    assertThat(bench.status().getPendingCount()).isEqualTo(1);
    Files.createSymbolicLink(
        folder.resolve("core/V9__password.sql"), folder.resolve("secret/V9__password.sql"));

    OperationFailure failure = catchThrowableOfType(OperationFailure.class, bench::status);

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message()).contains("V9__password.sql leads out of the folder");
  }

  @Test
  void aLinkedFolderOutsideAndALinkToItselfAreRefused() throws Exception {
    script("secret/V9__password.sql", "SELECT 'hunter2'");
    script("core/V1__one.sql", "SELECT 1");
    script("round/V1__one.sql", "SELECT 1");
    Files.createSymbolicLink(folder.resolve("core/sub"), folder.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("round/sub"), folder.resolve("round"));

    for (String each : List.of("core", "round")) {
      Workbench bench = bench(in(each));
      OperationFailure failure = catchThrowableOfType(OperationFailure.class, bench::status);
      assertThat(failure.message()).contains("/sub leads out of the folder");
    }
  }

  private Workbench bench(MigrationNamespace... namespaces) {
    return Workbench.empty(folder).namespaces(namespaces);
  }

  private MigrationNamespace in(String name) {
    return namespace(name, List.of(name), "flyway_schema_history", null);
  }

  private MigrationNamespace tabled(String name, String table) {
    return namespace(name, List.of(), table, null);
  }

  private MigrationNamespace namespace(
      String name, List<String> schemas, String table, @Nullable String baseline) {
    return new MigrationNamespace(
        name,
        schemas,
        table,
        List.of(folder.resolve(name).toString()),
        null,
        false,
        baseline,
        Placeholders.NONE);
  }

  private void script(String name, String sql) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, sql + ";\n");
  }
}
