package io.drover.service.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.drover.service.target.SecretReference;
import java.time.Duration;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Opens the state database and brings the service's schema in it up to date. */
public final class StateSchema {
  /** Scripts of the ledger, the lanes and the outbox. */
  public static final String LEDGER = "io/drover/service/state/schema";

  /** As long together as the pool may take for its first connection. */
  private static final int CONNECTS = 5;

  private StateSchema() {}

  /**
   * Where the state is kept.
   *
   * @param url JDBC address without credentials
   * @param schema schema of the service, made when it is missing
   * @param connections greatest number of connections of this instance
   */
  public record Settings(
      String url, String user, SecretReference password, String schema, int connections) {}

  /**
   * Connects and migrates.
   *
   * @param scripts class path folders of scripts by the name of the table that keeps their history
   * @throws RuntimeException the database cannot be reached or a script failed
   */
  public static StateDatabase open(Settings settings, Map<String, String> scripts) {
    HikariDataSource pool = new HikariDataSource(pool(settings));
    try {
      scripts.forEach((table, folder) -> migrate(pool, settings.schema(), folder, table));
      return new StateDatabase(pool);
    } catch (RuntimeException problem) {
      pool.close();
      throw problem;
    }
  }

  /**
   * Brings a service's own tables, which lie beside the ledger's, up to date; as often as it likes.
   *
   * @param scripts class path folder
   * @param history table that keeps their history
   */
  public static StateDatabase extend(StateDatabase state, String scripts, String history) {
    migrate(
        Flyway.configure()
            .dataSource(state.dataSource())
            .table(history)
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .locations("classpath:" + scripts)
            .loggers("slf4j"));
    return state;
  }

  private static HikariConfig pool(Settings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("state");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password().resolve());
    config.setMaximumPoolSize(settings.connections());
    config.setMinimumIdle(2);
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
    config.setInitializationFailTimeout(Duration.ofSeconds(30).toMillis());
    config.setSchema(settings.schema());
    // A stalled process must not hold rows for longer than its lanes and its lease are its own.
    config.setConnectionInitSql(
        "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'");
    config.addDataSourceProperty("currentSchema", settings.schema());
    config.addDataSourceProperty("ApplicationName", "drover-state");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("stringtype", "unspecified");
    return config;
  }

  private static void migrate(HikariDataSource pool, String schema, String scripts, String table) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(pool)
            .schemas(schema)
            .defaultSchema(schema)
            .createSchemas(true)
            .table(table)
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .locations("classpath:" + scripts)
            .loggers("slf4j");
    migrate(flyway);
  }

  private static void migrate(FluentConfiguration flyway) {
    flyway
        .getPluginRegister()
        .getExact(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    flyway.connectRetries(CONNECTS).connectRetriesInterval(1).load().migrate();
  }
}
