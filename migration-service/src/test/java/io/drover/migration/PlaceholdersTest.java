package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.MigrationNamespace;
import io.drover.service.target.MigrationReview;
import io.drover.service.target.Placeholders;
import io.drover.service.target.SecretReference;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
  private static final String SECRET = "Correct-Horse battery; staple's 4711 and so on to the end";

  @TempDir Path folder;
  @TempDir Path secrets;
  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aPolicyWithPlaceholders() throws Exception {
    Files.writeString(secrets.resolve("token"), SECRET + "\n");
    bench = Workbench.empty(folder);
    placeholders(
        new Placeholders(
            true,
            Map.of("owner", "shop_owner"),
            Map.of("token", new SecretReference("file:" + secrets.resolve("token")))));
  }

  @Test
  void valuesAreFilledInBesideFlywaysOwn() throws Exception {
    bench
        .script("V1__one.sql", "CREATE TABLE seen (name text, value text);")
        .script(
            "V2__two.sql",
            "INSERT INTO seen VALUES ('owner', '${Owner}'), ('token', $$${token}$$),",
            "('schema', '${flyway:defaultSchema}'), ('file', '${flyway:filename}');");

    bench.apply("first");

    assertThat(bench.value("SELECT string_agg(value, ' ' ORDER BY name) FROM seen"))
        .isEqualTo("V2__two.sql shop_owner public " + SECRET);
  }

  @Test
  void aPlanAndWhatItRefusesTellNoSecretWhereverAStatementHasIt() throws Exception {
    bench.script("V1__one.sql", "CREATE TABLE one (id int);");
    bench.apply("first");
    bench.script("V2__two.sql", "ALTER TABLE one RENAME TO \"${token}\";");

    MigrationPlan plan =
        Objects.requireNonNull(
            Facts.fact(bench.handle(bench.attempt("look", "PLAN", null))).getPlan());

    assertThat(plan.getStatements().getFirst().getStatement())
        .startsWith("ALTER TABLE one RENAME TO ");
    assertThat(plan.getFindings()).isNotEmpty();
    assertThat(plan.toString()).doesNotContain("Horse", "battery", "staple");
    bench.review(new MigrationReview(false, Map.of("TABLE_RENAMED", "block")));
    OperationFailure unsafe =
        catchThrowableOfType(OperationFailure.class, () -> bench.apply("second"));
    assertThat(unsafe.code()).isEqualTo(FailureCode.MIGRATION_UNSAFE);
    assertThat(unsafe.message() + unsafe.detail() + unsafe.remedy())
        .doesNotContain("Horse", "battery", "staple");
  }

  @Test
  void adoptionTellsNoSecretThatStandsInADefinition() throws Exception {
    bench.sql("CREATE TABLE one (id int, name text)");
    bench.script(
        "V1__one.sql",
        "CREATE TABLE one (id int, name text DEFAULT $$" + "x".repeat(480) + "${token}$$);");

    OperationFailure drift =
        catchThrowableOfType(
            OperationFailure.class, () -> bench.handle(bench.attempt("adopt", "ADOPT", null)));
    MigrationSucceeded trial =
        Facts.fact(
            bench.handle(bench.asking("try", "ADOPT", null, request -> request.setDryRun(true))));

    assertThat(drift.code()).isEqualTo(FailureCode.VERIFICATION_MISMATCH);
    assertThat(trial.getDifferences()).isNotEmpty();
    assertThat(drift.message() + drift.detail() + trial)
        .doesNotContain("Horse", "battery", "staple");
  }

  @Test
  void anotherValueIsNoChangeOfAnAppliedScript() throws Exception {
    bench.script("V1__one.sql", "CREATE TABLE ${owner} (id int);");
    bench.apply("first");
    placeholders(new Placeholders(true, Map.of("owner", "other"), Map.of()));
    bench.script("V2__two.sql", "CREATE TABLE ${owner} (id int);");

    assertThat(bench.apply("second").getAppliedCount()).isEqualTo(1);
    assertThat(bench.value("SELECT to_regclass('other')")).isNotNull();
  }

  @Test
  void aPlaceholderWithoutAValueIsFoundBeforeAnythingIsApplied() throws Exception {
    bench
        .script("V1__one.sql", "CREATE TABLE one (id int);")
        .script("V2__two.sql", "GRANT SELECT ON one TO ${reader};");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message())
        .isEqualTo(
            "The script V2__two.sql holds the placeholder ${reader}, for which there is no value.");
    assertThat(failure.remedy()).contains("policy.migrations.placeholders");
    assertThat(bench.value("SELECT to_regclass('one')")).isNull();
    assertThat(bench.status().getPendingCount()).isEqualTo(2);
  }

  @Test
  void aCallbackWithAPlaceholderWithoutAValueIsFoundToo() {
    bench
        .script("V1__one.sql", "CREATE TABLE one (id int);")
        .script("afterMigrate__grants.sql", "GRANT SELECT ON one TO ${reader};");

    assertThat(failureOfApply().message()).contains("afterMigrate__grants.sql", "${reader}");
  }

  @Test
  void replacementIsSwitchedOffByThePolicyOrBesideAScript() throws Exception {
    bench
        .script("V1__one.sql", "CREATE TABLE one (v text DEFAULT '${as-it-is}');")
        .script("V1__one.sql.conf", "placeholderReplacement=false");
    bench.apply("first");
    placeholders(new Placeholders(false, Map.of(), Map.of()));
    bench.script("V2__two.sql", "INSERT INTO one VALUES ('${this-too}'), (DEFAULT);");
    bench.apply("second");

    assertThat(bench.value("SELECT string_agg(v, ' ' ORDER BY v) FROM one"))
        .isEqualTo("${as-it-is} ${this-too}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT $$${token}$$::int;",
        "DO $do$ BEGIN RAISE EXCEPTION '%', $$at ${token}$$ USING DETAIL = $$${token}$$; END $do$;",
        "SELECT upper(\"${token}\");",
        "SELECT ${token};",
        "CREATE TABLE t (v text CHECK (v = '')); INSERT INTO t VALUES ($$${token}$$);",
        "SET ROLE \"${token}\";"
      })
  void aSecretIsNowhereInAFailure(String statement) {
    bench.script("V1__one.sql", statement);

    OperationFailure failure = failureOfApply();

    var log = new StringWriter();
    failure.printStackTrace(new PrintWriter(log));
    assertThat(failure.message()).contains("V1__one.sql");
    assertThat(log + failure.message() + failure.detail() + failure.remedy())
        .doesNotContainIgnoringCase("horse")
        .doesNotContainIgnoringCase("battery")
        .doesNotContain("4711");
  }

  @Test
  void aSecretThatIsNotThereIsNamedByItsPlaceholder() throws Exception {
    Files.delete(secrets.resolve("token"));
    bench.script("V1__one.sql", "SELECT 1;");

    OperationFailure failure = failureOfApply();

    assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
    assertThat(failure.message())
        .contains("placeholder token", secrets.resolve("token").toString());
  }

  private void placeholders(Placeholders placeholders) {
    bench.namespaces(
        new MigrationNamespace(
            MigrationNamespace.DEFAULT,
            List.of(),
            "flyway_schema_history",
            List.of(folder.toString()),
            null,
            false,
            null,
            placeholders));
  }

  private OperationFailure failureOfApply() {
    return catchThrowableOfType(OperationFailure.class, () -> bench.apply("failing"));
  }
}
