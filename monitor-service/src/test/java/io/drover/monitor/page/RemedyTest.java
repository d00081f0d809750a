package io.drover.monitor.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemedyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "./drover backup shop",
        "DROVER_SIGNING_KEY=bob.pem ./drover approve held-shop",
        "ALTER SYSTEM SET log_lock_waits = on; SELECT pg_reload_conf()",
        "VACUUM (FREEZE)",
        "SHOW archive_command",
        "pg_isready -h db.example.org -p 5432",
        "df -h",
        "psql -h db -c \"ALTER ROLE drover CREATEDB\"\n./drover restore shop"
      })
  void aCommandIsToBePasted(String text) {
    assertThat(Remedy.isCommand(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Publish it again under a new operationId if it is still wanted.",
        "Ask whoever keeps access.yml.",
        "SELECT 1; shows who has them; end some, or raise max_connections.",
        "Set the path of the schedule: ./drover is not enough",
        "./drover backup shop\nand look at its log"
      })
  void adviceIsToBeRead(String text) {
    assertThat(Remedy.isCommand(text)).isFalse();
  }

  @Test
  void whatIsForPsqlSaysSo() {
    assertThat(Remedy.isSql("REINDEX INDEX CONCURRENTLY public.orders_day;")).isTrue();
    assertThat(Remedy.isSql("./drover backup shop")).isFalse();
    assertThat(Remedy.isSql("psql -c 'SELECT 1'")).isFalse();
  }
}
