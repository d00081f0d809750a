package io.drover.monitor.probe;

import static io.drover.monitor.probe.HerdUnderWatch.database;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.HealthCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolerTest {
  private static final PostgresServer POSTGRES = TestStack.postgres();
  private static final List<String> LEFT_BEHIND =
      List.of(
          "statement_timeout",
          "lock_timeout",
          "search_path",
          "default_transaction_read_only",
          "transaction_read_only",
          "transaction_isolation");

  @TempDir private Path folder;
  @TempDir private Path ofPooler;

  @Test
  void aDatabaseIsLookedIntoThroughATransactionPoolerWhichKeepsNothingOfIt() throws Exception {
    try (Pooler pooler = new Pooler(POSTGRES, ofPooler);
        HerdUnderWatch herd = new HerdUnderWatch(POSTGRES, folder);
        Connection direct = POSTGRES.connect("postgres")) {
      herd.start(
          herd.good("good"),
          database("pooled", "good", "postgres", "url: " + pooler.url("postgres")));
      DatabaseHealth seen = herd.first("pooled");
      int session;
      try (Connection other = pooler.connect("postgres")) {
        session = pid(other);
        assertThat(settings(other)).isEqualTo(settings(direct));
      }

      DatabaseHealth again =
          herd.next("pooled", one -> check(one, "reachable").getStatus().equals("ok"));

      assertThat(List.of(seen, again))
          .allSatisfy(
              health ->
                  assertThat(health.getChecks())
                      .extracting(HealthCheck::getStatus)
                      .doesNotContain("unknown"));
      assertThat(check(again, "size").getStatus()).isEqualTo("ok");
      assertThat(check(again, "table-bloat").getStatus()).isEqualTo("ok");
      try (Connection other = pooler.connect("postgres")) {
        assertThat(pid(other)).isEqualTo(session);
        assertThat(settings(other)).isEqualTo(settings(direct));
      }
    }
  }

  @Test
  void aPoolerThatRefusesIsNamedAndNotItsServer() throws Exception {
    try (HerdUnderWatch herd = new HerdUnderWatch(POSTGRES, folder)) {
      int port;
      try (Pooler pooler = new Pooler(POSTGRES, ofPooler)) {
        port = pooler.port();
        herd.start(
            herd.good("good"),
            database("shop", "good", "postgres", "url: " + pooler.url("postgres")));
        assertThat(check(herd.first("shop"), "size").getStatus()).isEqualTo("ok");
      }

      DatabaseHealth refused =
          herd.next(
              "shop",
              one ->
                  HerdUnderWatch.serverAnswered(one)
                      && !check(one, "reachable").getStatus().equals("ok"));

      assertThat(check(refused, "reachable").getStatus()).isEqualTo("critical");
      assertThat(check(refused, "reachable").getMessage())
          .startsWith("Server good, through the url of shop, does not answer at 127.0.0.1:" + port);
      assertThat(check(refused, "reachable").getRemedy())
          .isEqualTo("pg_isready -h 127.0.0.1 -p " + port);
    }
  }

  private static HealthCheck check(DatabaseHealth health, String name) {
    return health.getChecks().stream()
        .filter(check -> check.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static int pid(Connection connection) throws SQLException {
    return Integer.parseInt(one(connection, "SELECT pg_backend_pid()"));
  }

  private static List<String> settings(Connection connection) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String name : LEFT_BEHIND) {
      values.add(name + " " + one(connection, "SHOW " + name));
    }
    return values;
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
