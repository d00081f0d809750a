package io.drover.migration.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {
  private final PostgresServer server = TestStack.postgres();
  private final KeptConnections kept = new KeptConnections();

  @Test
  void aConnectionComesBackAsNew() throws Exception {
    Connection first = kept.keep(server.connect("postgres"));
    String pid = value(first, "SELECT pg_backend_pid()");
    first.setAutoCommit(false);
    value(first, "SELECT pg_advisory_lock(4711)");
    value(first, "SELECT set_config('lock_timeout', '7', false)");
    first.close();

    try (Connection again = Objects.requireNonNull(kept.lend())) {
      assertThat(value(again, "SELECT pg_backend_pid()")).isEqualTo(pid);
      assertThat(again.getAutoCommit()).isTrue();
      assertThat(value(again, "SHOW lock_timeout")).isEqualTo("0");
      assertThat(
              value(
                  again,
                  "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid ="
                      + " pg_backend_pid()"))
          .isEqualTo("0");
    }
    kept.close();
  }

  @Test
  void oneThatIsLentIsLentToNobodyElse() throws Exception {
    try (Connection first = kept.keep(server.connect("postgres"))) {
      assertThat(first.isClosed()).isFalse();
      assertThat(kept.lend()).isNull();
    }
    kept.close();
  }

  @Test
  void oneThatWasGivenBackIsOfNoMoreUse() throws Exception {
    Connection first = kept.keep(server.connect("postgres"));
    first.close();

    assertThat(first.isClosed()).isTrue();
    assertThatThrownBy(first::createStatement).isInstanceOf(SQLException.class);
    kept.close();
  }

  @Test
  void oneThatTheServerHasEndedIsNotLentAgain() throws Exception {
    Connection first = kept.keep(server.connect("postgres"));
    String pid = value(first, "SELECT pg_backend_pid()");
    first.close();
    try (Connection other = server.connect("postgres")) {
      value(other, "SELECT pg_terminate_backend(" + pid + ")");
      String there = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + pid;
      await().until(() -> value(other, there).equals("0"));
    }

    assertThat(kept.lend()).isNull();
  }

  @Test
  void closingEndsThoseThatNobodyHas() throws Exception {
    Connection physical = server.connect("postgres");
    kept.keep(physical).close();
    assertThat(physical.isClosed()).isFalse();

    kept.close();

    assertThat(physical.isClosed()).isTrue();
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
