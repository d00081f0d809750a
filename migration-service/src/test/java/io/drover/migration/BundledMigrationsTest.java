package io.drover.migration;

import static io.drover.migration.Facts.appliedNow;
import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.migration.bundle.Archives;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationBundle;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.Placeholders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledMigrationsTest {
  private static final String ONE = "CREATE TABLE one (id int);";

  @TempDir Path folder;
  private Path bundles = Path.of("/");
  private Path mounted = Path.of("/");
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aServiceThatReadsBundles() throws Exception {
    bundles = Files.createDirectory(folder.resolve("bundles"));
    mounted = Files.createDirectory(folder.resolve("mounted"));
    bench = Workbench.empty(mounted).bundlesFrom(bundles.toUri().toString());
  }

  @Test
  void theBundleOfThePolicyIsAppliedBesideItsFolders() throws Exception {
    Path archive = Archives.tarOf(bundles.resolve("shop.tar.gz"), "sql/V1__one.sql", ONE);
    bench.script("afterMigrate.sql", "COMMENT ON TABLE one IS 'seen';");
    policy(List.of(mounted.toString()), Archives.bundle(archive), false);

    assertThat(states(bench.apply("first")))
        .containsExactly("sql/V1__one.sql applied", "afterMigrate.sql after-migrate");
    assertThat(bench.value("SELECT obj_description('one'::regclass)")).isEqualTo("seen");
  }

  @Test
  void aBundleUnpackedAnewIsNoChangeOfItsScripts() throws Exception {
    Path first = Archives.zipOf(bundles.resolve("1.zip"), "V1__one.sql", ONE);
    policy(List.of(), Archives.bundle(first), false);
    bench.apply("first");
    Path second =
        Archives.tarOf(
            bundles.resolve("2.tgz"), "V1__one.sql", ONE, "V2__two.sql", "CREATE TABLE two ();");
    policy(List.of(), Archives.bundle(second), false);

    assertThat(states(bench.status()))
        .containsExactly("V1__one.sql applied", "V2__two.sql pending");
    assertThat(appliedNow(bench.apply("second"))).containsExactly("V2__two.sql");
  }

  @Test
  void theBundleOfARequestTakesThePlaceOfThePolicys() throws Exception {
    Path old = Archives.zipOf(bundles.resolve("old.zip"), "V1__one.sql", ONE);
    Path next =
        Archives.zipOf(
            bundles.resolve("next.zip"), "V1__one.sql", ONE, "V2__two.sql", "CREATE TABLE two ();");
    policy(List.of(), Archives.bundle(old), true);
    bench.naming(next.toUri().toString(), Archives.sha256(next));

    assertThat(bench.apply("first").getCurrentVersion()).isEqualTo("2");
  }

  @Test
  void aPolicyMayLeaveItsScriptsToBundlesOfRequestsAlone() throws Exception {
    Path archive = Archives.zipOf(bundles.resolve("1.zip"), "V1__one.sql", ONE);
    policy(List.of(), null, true);
    OperationFailure without = failureOfStatus();
    bench.naming(archive.toUri().toString(), Archives.sha256(archive));

    assertThat(without.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(without.remedy()).contains("--bundle");
    assertThat(bench.status().getPendingCount()).isEqualTo(1);
  }

  @Test
  void aBundleOfARequestNeedsThePolicysLeave() throws Exception {
    Path archive = Archives.zipOf(bundles.resolve("1.zip"), "V1__one.sql", ONE);
    policy(List.of(mounted.toString()), null, false);
    bench.naming(archive.toUri().toString(), Archives.sha256(archive));

    OperationFailure failure = failureOfStatus();

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_PERMITTED);
    assertThat(failure.remedy()).contains("bundles-from-requests: true");
  }

  @Test
  void aBundleOfARequestMustLieUnderARootAndBeNamedWhole() throws Exception {
    Path archive = Archives.zipOf(folder.resolve("1.zip"), "V1__one.sql", ONE);
    policy(List.of(mounted.toString()), null, true);

    bench.naming(archive.toUri().toString(), Archives.sha256(archive));
    assertThat(failureOfStatus().code()).isEqualTo(FailureCode.NOT_PERMITTED);
    bench.naming(archive.toUri().toString(), "");
    assertThat(failureOfStatus().code()).isEqualTo(FailureCode.INVALID_REQUEST);
    bench.naming("", Archives.sha256(archive));
    assertThat(failureOfStatus().code()).isEqualTo(FailureCode.INVALID_REQUEST);
    bench.naming("https://ann:hunter2@host/1.zip", Archives.sha256(archive));
    OperationFailure withPassword = failureOfStatus();
    assertThat(withPassword.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(withPassword.message() + withPassword.remedy()).doesNotContain("hunter2");
  }

  @Test
  void theFailureOfAScriptNamesItByItsPathInTheBundle() throws Exception {
    Path archive = Archives.zipOf(bundles.resolve("1.zip"), "sql/V1__one.sql", "SELECT 1 / 0;");
    policy(List.of(), Archives.bundle(archive), false);

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bench.apply("first"));

    assertThat(failure.message()).startsWith("The migration sql/V1__one.sql failed at line 1");
    assertThat(failure.message() + failure.detail() + failure.remedy())
        .doesNotContain("drover-test-bundles");
  }

  @Test
  void aVersionInAFolderAndInTheBundleIsNamedByBothOfItsScripts() throws Exception {
    Path archive = Archives.zipOf(bundles.resolve("1.zip"), "sql/V1__one.sql", ONE);
    bench.script("V1__other.sql", ONE);
    policy(List.of(mounted.toString()), Archives.bundle(archive), false);

    OperationFailure failure = failureOfStatus();

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message())
        .contains("more than one migration with version 1", "sql/V1__one.sql", "V1__other.sql")
        .doesNotContain("drover-test-bundles");
  }

  @Test
  void anIndexIsBuiltConcurrentlyThoughAfterMigrateIsMarkedAsDue() throws Exception {
    Path archive =
        Archives.zipOf(
            bundles.resolve("1.zip"),
            "V1__one.sql",
            ONE,
            "V2__index.sql",
            "CREATE INDEX CONCURRENTLY one_id ON one (id);",
            "afterMigrate.sql",
            "COMMENT ON INDEX one_id IS 'seen';");
    policy(List.of(), Archives.bundle(archive), false);

    assertThat(bench.apply("first").getAppliedCount()).isEqualTo(2);
    assertThat(bench.value("SELECT obj_description('one_id'::regclass)")).isEqualTo("seen");
  }

  private OperationFailure failureOfStatus() {
    return catchThrowableOfType(OperationFailure.class, bench::status);
  }

  private void policy(
      List<String> locations, @Nullable MigrationBundle bundle, boolean fromRequests) {
    bench.namespaces(
        new MigrationNamespace(
            MigrationNamespace.DEFAULT,
            List.of(),
            "flyway_schema_history",
            locations,
            bundle,
            fromRequests,
            null,
            Placeholders.NONE));
  }
}
