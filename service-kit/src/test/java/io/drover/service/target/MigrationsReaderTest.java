package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationsReaderTest {
  private static final String SHA =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static List<MigrationNamespace> namespaces(String migrations) {
    return Objects.requireNonNull(RegistryReader.read(file(migrations)).databases().get("x"))
        .policy()
        .migrations()
        .namespaces();
  }

  @Test
  void aPolicyMayDemandAPlanAndWeighRulesItself() {
    MigrationReview review =
        review("{ require-plan: true, rules: { DROP_TABLE: warn, JSON_COLUMN: block } }");
    assertThat(review.planRequired()).isTrue();
    assertThat(review.severities()).isEqualTo(Map.of("DROP_TABLE", "warn", "JSON_COLUMN", "block"));
    assertThat(review("{ }")).isEqualTo(MigrationReview.USUAL);
    assertThatThrownBy(() -> review("{ rules: { DROP_TABLE: never } }"))
        .hasMessageContaining("DROP_TABLE")
        .hasMessageContaining("must be info, warn or block");
  }

  @Test
  void aPolicyMayDemandARehearsalAndABackupAndSayWhatMustHoldAfterwards() {
    assertThat(
            migrations(
                    """
                    { rehearsal-no-older-than: 24h, backup-no-older-than: 30m,
                      checks: { orders are there: 'SELECT count(*) > 0 FROM orders' } }\
                    """)
                .guards())
        .isEqualTo(
            new MigrationGuards(
                Duration.ofHours(24),
                Duration.ofMinutes(30),
                Map.of("orders are there", "SELECT count(*) > 0 FROM orders")));
    assertThat(migrations("{ }").guards()).isEqualTo(MigrationGuards.NONE);
    assertThatThrownBy(() -> migrations("{ checks: { empty: '' } }"))
        .hasMessageContaining("empty")
        .hasMessageContaining("one row, true");
  }

  private static Policy.Migrations migrations(String migrations) {
    return Objects.requireNonNull(RegistryReader.read(file(migrations)).databases().get("x"))
        .policy()
        .migrations();
  }

  private static MigrationReview review(String migrations) {
    return Objects.requireNonNull(RegistryReader.read(file(migrations)).databases().get("x"))
        .policy()
        .migrations()
        .review();
  }

  private static String file(String migrations) {
    return RegistryReaderTest.SERVER
        + "databases:\n  x: { server: main, policy: { migrations: "
        + migrations.replace("SHA", SHA)
        + " } }\n";
  }

  @Test
  void aPolicyWithoutNamespacesHasOneThatIsCalledDefault() {
    assertThat(namespaces("{ locations: [/a, /b], bundles-from-requests: true }"))
        .containsExactly(
            new MigrationNamespace(
                "default",
                List.of(),
                "flyway_schema_history",
                List.of("/a", "/b"),
                null,
                true,
                null,
                Placeholders.NONE));
    assertThat(namespaces("{ }").getFirst().hasSources()).isFalse();
  }

  @Test
  void namespacesKeepTheOrderOfTheFileAndShareWhatPlaceholdersTheyDoNotGiveAnew() {
    List<MigrationNamespace> namespaces =
        namespaces(
            """
            {
                placeholders: { owner: shop_owner, Tier: gold, token: "env:SHOP_TOKEN" },
                namespaces: [
                  { name: shop, schemas: [shop, extra], locations: [/m/shop], baseline-version: 3,
                    placeholders: { tier: "file:/run/tier", owner: other } },
                  { name: audit, schemas: [audit], placeholder-replacement: false,
                    bundle: { url: "https://builds.example/audit/7.tar.gz", sha256: SHA } } ] }\
            """);
    assertThat(namespaces).extracting(MigrationNamespace::name).containsExactly("shop", "audit");
    MigrationNamespace shop = namespaces.getFirst();
    assertThat(shop.schemas()).containsExactly("shop", "extra");
    assertThat(shop.baselineVersion()).isEqualTo("3");
    assertThat(shop.placeholders())
        .isEqualTo(
            new Placeholders(
                true,
                Map.of("owner", "other"),
                Map.of(
                    "tier",
                    new SecretReference("file:/run/tier"),
                    "token",
                    new SecretReference("env:SHOP_TOKEN"))));
    MigrationNamespace audit = namespaces.getLast();
    assertThat(audit.placeholders().replaced()).isFalse();
    assertThat(audit.bundle())
        .isEqualTo(MigrationBundle.of("https://builds.example/audit/7.tar.gz", SHA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { namespaces: [] } | namespaces must hold one namespace at least
          { namespaces: { a: b } } | namespaces must be a list of mappings
          { namespaces: [{ name: a }], locations: [/m] } | locations is not known
          { namespaces: [{ schemas: [a] }] } | namespaces[0].name is missing
          { namespaces: [{ name: A }] } | namespaces[0].name is no name
          { namespaces: [{ name: a }, { name: a, table: t }] } | namespaces[1].name is the name of an earlier namespace
          { namespaces: [{ name: a }, { name: b }] } | namespaces[1].table is the history of namespace a too
          { namespaces: [{ name: a }, { name: b, schemas: [public] }] } | namespaces[1].table is the history of namespace a too
          { namespaces: [{ name: a, schemas: [s, t] }, { name: b, schemas: [s] }] } | namespaces[1].table is the history of namespace a too
          { namespaces: [{ name: a, bundles-from-requests: true }, { name: b, table: t, bundles-from-requests: true }] } | namespaces[1].bundles-from-requests is for one namespace; a has it
          { schemas: [""] } | schemas must hold names of schemas
          { placeholders: { "flyway:user": x } } | placeholders.flyway:user is no name of a placeholder
          { placeholders: { a b: x } } | placeholders.a b is no name of a placeholder
          { placeholders: { a: x, A: y } } | placeholders.A is given twice
          { placeholders: { a: [x] } } | placeholders.a must be a plain value
          { placeholder-replacement: no } | placeholder-replacement must be true or false
          { bundle: { url: "https://h/a.zip" } } | bundle.sha256 is missing
          { bundle: { url: "https://h/a.zip", sha256: abc } } | bundle is not right: The SHA-256 of a bundle has 64
          { bundle: { url: "http://h/a.zip", sha256: SHA } } | bundle is not right: A bundle is named by a URL
          { bundle: { url: "https://u:p@h/a.zip", sha256: SHA } } | bundle is not right: The URL of a bundle holds no user
          { bundle: { url: "https://u:p@a_b/a.zip", sha256: SHA } } | bundle is not right: The URL of a bundle holds no user
          { bundle: { url: "https://h/a.zip?token=1", sha256: SHA } } | bundle is not right: The URL of a bundle holds no user
          { bundle: { url: "https:/a.zip", sha256: SHA } } | bundle is not right: The URL of a bundle names a host
          { bundle: { url: "file://host/a.zip", sha256: SHA } } | bundle is not right: The URL of a bundle names a host
          { bundle: { url: "file:a.zip", sha256: SHA } } | bundle is not right: A bundle ends in
          { bundle: { url: "file:///a.rar", sha256: SHA } } | bundle is not right: A bundle ends in
          { bundle: { url: "file:///a.zip", sha256: SHA, folder: b } } | bundle.folder is not known
          """)
  void aMistakeIsNamedWithItsLineAndPath(String migrations, String message) {
    assertThatThrownBy(() -> RegistryReader.read(file(migrations)))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("line 4: databases.x.policy.migrations." + message)
        .hasMessageNotContaining("token=1")
        .hasMessageNotContaining("u:p");
  }

  @Test
  void twoNamespacesOfOneHistoryLeaveTheLastGoodFileInForce(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("databases.yml");
    Files.writeString(path, file("{ locations: [/good] }"));
    try (DatabaseRegistry registry = DatabaseRegistry.open(path, Duration.ofMillis(20))) {
      Files.writeString(path, file("{ namespaces: [{ name: a }, { name: b }] }"));
      await().until(() -> registry.problem().orElse("").contains("is the history of namespace a"));
      assertThat(registry.find("x").orElseThrow().policy().migrations().namespaces())
          .extracting(MigrationNamespace::locations)
          .containsExactly(List.of("/good"));
    }
  }
}
