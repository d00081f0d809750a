package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthReaderTest {
  @Test
  void aDatabaseSaysMoreThanItsLabelsAndTheseMoreThanTheDefault() {
    HealthPolicy shop =
        health(
            """
            health:
              - with: { team: shop, tier: gold }
                checks: { connections: { warning: 50 }, wraparound: { warning: 10, critical: 20 } }
              - with: { team: shop }
                checks: { connections: { warning: 40, critical: 70 }, size: off }
              - with: { team: crm }
                checks: { connections: off }
            """,
            "{ wraparound: { warning: 12.5 }, lock-wait: { warning: 500ms, critical: never }, size:"
                + " { warning: 500 GB, critical: 1TiB }, unused-index: off }");

    assertThat(shop.of(CheckName.CONNECTIONS)).isEqualTo(new CheckRule(false, 50.0, 70.0));
    assertThat(shop.of(CheckName.WRAPAROUND)).isEqualTo(new CheckRule(false, 12.5, 20.0));
    assertThat(shop.of(CheckName.LOCK_WAIT)).isEqualTo(new CheckRule(false, 0.5, null));
    assertThat(shop.of(CheckName.SIZE)).isEqualTo(new CheckRule(false, 500e9, Math.pow(1024, 4)));
    assertThat(shop.of(CheckName.UNUSED_INDEX).off()).isTrue();
    assertThat(shop.of(CheckName.ARCHIVER)).isEqualTo(CheckName.ARCHIVER.usual());
  }

  @Test
  void whatALabelTurnedOffADatabaseCanTurnOnAgain() {
    HealthPolicy shop =
        health(
            "health: [{ with: { team: shop }, checks: { size: off } }]\n",
            "{ size: { warning: 5 GB, critical: 6 GB } }");

    assertThat(shop.of(CheckName.SIZE)).isEqualTo(new CheckRule(false, 5e9, 6e9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { conections: off }                             | databases.shop.policy.health.conections is no check; docs/health-checks.md names them all
          { connections: on }                             | databases.shop.policy.health.connections must be off, or { warning: …, critical: … }
          { connections: { warning: 95 } }                | databases.shop.policy.health.connections warns at 95.0 and is critical at 90.0 already; the other one may be a default
          { cache-hit-ratio: { warning: 90, critical: 95 } } | databases.shop.policy.health.cache-hit-ratio warns at 90.0 and is critical at 95.0 already; the other one may be a default
          { connections: { warning: 10m } }               | databases.shop.policy.health.connections.warning must be a number, in percent
          { lock-wait: { critical: 10 } }                 | databases.shop.policy.health.lock-wait.critical must be a duration above zero like 24h, 30m, 5s or 7d
          { size: { warning: big } }                      | databases.shop.policy.health.size.warning must be a size like 500 GB or 1 TiB
          { size: { waning: 5 GB } }                      | databases.shop.policy.health.size.waning is not known; known here: critical, warning
          { reachable: off }                              | databases.shop.policy.health.reachable cannot be off: without it nothing else can be told
          { backup-age: { warning: 1h } }                 | databases.shop.policy.health.backup-age goes by recovery-point-objective; it can only be off
          """)
  void aMistakeIsNamedWithItsLineAndPath(String health, String message) {
    assertThatThrownBy(() -> health("", health))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("line 8: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { checks: { size: off } }                    | health[0].with needs a label, for example { team: shop }
          { with: { team: x } }                        | health[0].checks names no check
          { with: { team: x }, checks: { sise: off } } | health[0].checks.sise is no check; docs/health-checks.md names them all
          { with: { team: x }, checks: { size: off }, on: x } | health[0].on is not known; known here: checks, with
          """)
  void aMistakeInARuleForLabelsIsFoundThoughNoDatabaseHasThem(String rule, String message) {
    assertThatThrownBy(() -> health("health:\n  - " + rule + "\n", "{}"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(message);
  }

  private static HealthPolicy health(String rules, String own) {
    String text =
        """
        %s%sdatabases:
          shop:
            server: main
            labels: { team: shop, tier: gold }
            policy:
              health: %s
        """
            .formatted(RegistryReaderTest.SERVER, rules, own);
    return Objects.requireNonNull(RegistryReader.read(text).databases().get("shop")).health();
  }
}
