package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MigrateCommandTest {
  /** Of the word bundle, by sha256sum. */
  private static final String SHA_256 =
      "1e6ed65d77d6364eeaed5a745ba5c4985ae2b700dd85d7cf7f027bdf294a33fc";

  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private final List<MigrateRequested> asked = new ArrayList<>();

  @Test
  void aBundleThatIsAFileHereIsNamedByItsPlaceAndItsSha256() throws Exception {
    Path file = Files.writeString(folder.resolve("a b.tar.gz"), "bundle");

    assertThat(migrate("--bundle", file.toString())).isEqualTo(ExitCode.SUCCEEDED);
    assertThat(
            migrate(
                "--bundle", file.toUri().toString(), "--sha256", SHA_256.toUpperCase(Locale.ROOT)))
        .isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked)
        .allSatisfy(
            request -> {
              assertThat(request.getBundle())
                  .isEqualTo("file://" + file.toRealPath().toString().replace(" ", "%20"));
              assertThat(request.getBundleSha256()).isEqualTo(SHA_256);
            })
        .hasSize(2);
  }

  @Test
  void aBundleElsewhereIsNamedAsItIsGiven() {
    assertThat(migrate("--bundle", "https://builds.example/7.zip", "--sha256", SHA_256))
        .isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked.getFirst().getBundle()).isEqualTo("https://builds.example/7.zip");
    assertThat(asked.getFirst().getBundleSha256()).isEqualTo(SHA_256);
  }

  @Test
  void withoutOptionsTheSourcesOfThePolicyServe() {
    assertThat(migrate()).isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked.getFirst().getBundle()).isEmpty();
    assertThat(asked.getFirst().getBundleSha256()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--bundle=https://builds.example/7.zip, SHA-256 must be given",
    "--bundle=away.zip, There is no file away.zip here",
    "--bundle=file://host/a.zip, is no path and no URL",
    "--sha256=00, there is none"
  })
  void aBundleThatIsNotNamedWholeIsAMistakeOfUsage(String option, String said) {
    assertThat(terminal.run(Map.of(), folder, "migrate", "db", "--status", option))
        .isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains(said);
  }

  @Test
  void aFileThatIsNotTheOneThatIsMeantIsNotAskedFor() throws Exception {
    Path file = Files.writeString(folder.resolve("a.zip"), "another");

    assertThat(migrate("--bundle", file.toString(), "--sha256", SHA_256))
        .isEqualTo(ExitCode.FAILED);
    assertThat(terminal.err()).contains("has the SHA-256", "not " + SHA_256);
    assertThat(asked).isEmpty();
  }

  @Test
  void migrationsOfSeveralNamespacesAreToldApart() {
    assertThat(migrate()).isEqualTo(ExitCode.SUCCEEDED);

    assertThat(terminal.out())
        .containsPattern("core 1 +init +applied now")
        .containsPattern("shop repeatable +afterMigrate.sql +after-migrate now")
        .contains("version core 1");
  }

  private int migrate(String... options) {
    try (var herd =
        new FakeHerd(
            message -> {
              var request = (MigrateRequested) Objects.requireNonNull(message.body());
              asked.add(request);
              return List.of(migrated(FakeHerd.header(request, "migrate", 1)));
            })) {
      List<String> line = new ArrayList<>(List.of("migrate", "db", "--status"));
      line.addAll(List.of(options));
      return terminal.run(Map.copyOf(herd.environment()), folder, line.toArray(String[]::new));
    }
  }

  private static MigrationSucceeded migrated(OperationHeader header) {
    return MigrationSucceeded.newBuilder()
        .setHeader(header)
        .setMode("STATUS")
        .setMigrations(
            List.of(
                entry("core", "1", "V1__init.sql", "applied"),
                entry("shop", null, "afterMigrate.sql", "after-migrate")))
        .setAppliedCount(1)
        .setPendingCount(0)
        .setCurrentVersion("core 1")
        .setDurationMillis(3)
        .build();
  }

  private static MigrationEntry entry(
      String namespace, @Nullable String version, String script, String state) {
    return MigrationEntry.newBuilder()
        .setNamespace(namespace)
        .setVersion(version)
        .setDescription("init")
        .setScript(script)
        .setState(state)
        .setAppliedNow(true)
        .build();
  }
}
