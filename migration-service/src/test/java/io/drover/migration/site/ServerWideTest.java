package io.drover.migration.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerWideTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ROLE app",
        "-- for the app\nalter user app PASSWORD 'x'",
        "ALTER DATABASE shop SET search_path TO app",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "DROP OWNED BY app",
        "COMMENT ON DATABASE shop IS 'x'",
        "GRANT CONNECT, TEMPORARY ON DATABASE shop TO app",
        "GRANT reader, writer TO app",
        "REVOKE reader FROM app",
        "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p",
        "COPY t TO PROGRAM 'curl http://x'",
        "COPY t FROM PROGRAM 'curl http://x'",
        "COPY (SELECT 1) TO '/tmp/x'"
      })
  void whatReachesBeyondTheDatabaseIsSeen(String sql) {
    assertThat(ServerWide.is(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE role (database text)",
        "CREATE USER MAPPING FOR app SERVER other",
        "GRANT SELECT ON customers TO app",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app",
        "COMMENT ON TABLE role IS 'on database'",
        "ALTER TABLE t OWNER TO app",
        "COPY t FROM STDIN",
        "INSERT INTO t VALUES ('DROP ROLE app')",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app"
      })
  void whatStaysInItIsNot(String sql) {
    assertThat(ServerWide.is(sql)).isFalse();
  }
}
