package io.drover.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.migration.review.Script;
import io.drover.migration.review.ScriptStatement;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScriptReaderTest {
  private static final String NAME = "V1__one.sql";

  @TempDir Path folder;

  @Test
  void statementsHaveTheLinesOnWhichTheyBegin() throws Exception {
    Script script =
        read(
            """
            -- first words

            CREATE TABLE one (
              id int -- the key; truly
            );

            /* and
               more */
            INSERT INTO one VALUES (1); INSERT INTO one VALUES (2);
            """);

    assertThat(script.statements())
        .extracting(ScriptStatement::line)
        .allSatisfy(line -> assertThat(script.text().lines().toList().get(line - 1)).isNotBlank())
        .hasSize(3);
    assertThat(script.statements().get(2).sql()).isEqualTo("INSERT INTO one VALUES (2)");
    assertThat(script.transactional()).isTrue();
    assertThat(script.mixed()).isFalse();
  }

  @Test
  void rowsOfACopyAreNoStatements() throws Exception {
    Script script = read("COPY one FROM STDIN;\n1\tDROP TABLE one;\n2\t'\n\\.\nSELECT 'after';\n");

    assertThat(script.statements())
        .extracting(ScriptStatement::sql)
        .containsExactly("COPY one FROM STDIN", "SELECT 'after'");
    assertThat(script.statements().get(1).line()).isEqualTo(5);
  }

  @Test
  void whatIsReadIsWhatPlaceholdersMakeOfIt() throws Exception {
    Files.writeString(
        folder.resolve(NAME),
        "CREATE TABLE ${name} (x int); -- ${flyway:database} ${flyway:filename}");
    FluentConfiguration configuration = configuration().placeholders(Map.of("name", "two\n"));

    Script script = read(configuration, Map.of("flyway:database", "shop"));

    assertThat(script.statements().getFirst().sql()).isEqualTo("CREATE TABLE two\n (x int)");
    assertThat(script.text()).endsWith("-- shop " + NAME);
  }

  @Test
  void theScriptsOwnSettingsCount() throws Exception {
    Files.writeString(
        folder.resolve(NAME + ".conf"),
        "executeInTransaction=false\nplaceholderReplacement=false\n");

    Script script = read("REINDEX TABLE CONCURRENTLY one; SELECT '${nothing}';");

    assertThat(script.transactional()).isFalse();
    assertThat(script.mixed()).isFalse();
    assertThat(script.text()).contains("${nothing}");
  }

  @Test
  void aStatementThatCannotRunInATransactionTakesItsScriptAlong() throws Exception {
    assertThat(read("CREATE INDEX CONCURRENTLY ON one (id);").transactional()).isFalse();
    assertThat(read("ALTER TYPE mood ADD VALUE 'sad';").transactional()).isTrue();
    Script mixed = read("SELECT 1; VACUUM one;");
    assertThat(mixed.transactional()).isFalse();
    assertThat(mixed.mixed()).isTrue();
    assertThat(mixed.statements())
        .extracting(ScriptStatement::inTransaction)
        .containsExactly(true, false);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() throws Exception {
    assertThat(read("\uFEFFSELECT 'größe';").statements().getFirst().sql())
        .isEqualTo("SELECT 'größe'");
  }

  @Test
  void whatFlywayCannotSplitIsAFailureThatShowsNoText() {
    assertThatThrownBy(
            () -> read("CREATE FUNCTION f() RETURNS text BEGIN ATOMIC SELECT 'hunter2';"))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.MIGRATION_FAILED);
              assertThat(e.message()).contains(NAME, "a quote").doesNotContain("hunter2");
              assertThat(e.remedy()).contains(NAME);
            });
  }

  @Test
  void aPlaceholderWithoutValueIsNamed() {
    assertThatThrownBy(() -> read("SELECT '${missing}';"))
        .isInstanceOf(OperationFailure.class)
        .hasMessageContaining("${missing}");
  }

  private Script read(String text) throws Exception {
    Files.writeString(folder.resolve(NAME), text);
    return read(configuration(), Map.of());
  }

  private static Script read(FluentConfiguration configuration, Map<String, String> builtIn)
      throws Exception {
    SqlFolders folders = SqlFolders.scan(configuration);
    configuration.resourceProvider(folders);
    return new ScriptReader(configuration, builtIn)
        .read(folders.getResources("V", new String[] {".sql"}).iterator().next());
  }

  private FluentConfiguration configuration() {
    return Flyway.configure().locations("filesystem:" + folder);
  }
}
