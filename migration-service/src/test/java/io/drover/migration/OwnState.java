package io.drover.migration;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.SecretReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The service's own schema, of this process alone, in a database of the shared server. */
final class OwnState {
  private static final String NAME = "migrate_state_" + ProcessHandle.current().pid();
  private static final StateDatabase STATE = open();

  private OwnState() {}

  static StateDatabase database() {
    return STATE;
  }

  /** Changes what the service has noted. */
  static void sql(String text) throws Exception {
    STATE.change(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(text);
          }
        });
  }

  private static Path password(PostgresServer server) {
    try {
      Path file = Files.createTempFile("drover-test-password", "");
      file.toFile().deleteOnExit();
      return Files.writeString(file, server.password());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StateDatabase open() {
    PostgresServer server = TestStack.postgres();
    server.createDatabase(NAME);
    return StateSchema.open(
        new StateSchema.Settings(
            server.jdbcUrl(NAME),
            server.superuser(),
            new SecretReference("file:" + password(server)),
            "drover_migration",
            4),
        Map.of("history_of_ledger", StateSchema.LEDGER));
  }
}
