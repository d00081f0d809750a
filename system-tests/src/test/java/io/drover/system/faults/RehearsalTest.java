package io.drover.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.system.checker.Checker;
import io.drover.system.checker.Timeline;
import io.drover.system.harness.Herd;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import io.drover.system.harness.Workshop;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pending migrations are run on a scratch copy, which another service restores for it. */
class RehearsalTest {
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String COPY =
      "SELECT child_id FROM operation WHERE child_id IS NOT NULL AND operation_id = ";

  private static final String MARKED =
      """
      SELECT count(*) FROM pg_database
      WHERE shobj_description(oid, 'pg_database') LIKE '%' || ? || '%'
      """;

  @Test
  void aRehearsalLeavesTheDatabaseAsItWasAndNoCopy() {
    try (Herd herd = Workshop.get().herd()) {
      herd.start(Service.BACKUP, "a");
      herd.start(Service.MIGRATION, "b");
      String backup = herd.requests().backup("beta");
      herd.expect(backup, "succeeded");
      herd.ledger().awaitState(Service.BACKUP, backup, LONG, "SUCCEEDED");
      Map<String, Object> rehearse = Requests.fields(herd.requests().newId("migrate"), "beta");
      rehearse.put("mode", "REHEARSE");
      String id = Requests.idOf(rehearse);
      herd.expect(id, "succeeded");

      herd.requests().request("migrate", rehearse);

      herd.ledger().awaitState(Service.MIGRATION, id, LONG, "SUCCEEDED");
      herd.ledger().awaitIdle(LONG, Service.BACKUP, Service.MIGRATION);
      assertThat(
              herd.ledger()
                  .rows(
                      Service.MIGRATION,
                      "SELECT operation_id FROM rehearsal WHERE ended_at IS NOT NULL"))
          .containsExactly(id);
      assertThat(herd.ledger().rows(Service.MIGRATION, COPY + "'" + id + "'"))
          .singleElement()
          .satisfies(restore -> assertThat(copies(herd, restore)).isZero());
      assertThat(Checker.violations(herd.scene())).as(herd.output()).isEmpty();
      // As a rehearsal would leave it that forgets its copy.
      String copy = Timeline.text(herd.scene(), "RestoreSucceeded", "targetName").getFirst();
      herd.target().createEmpty(copy);
      assertThat(Checker.violations(herd.scene()))
          .anySatisfy(violation -> assertThat(violation).contains(copy, "is left"));
      herd.target().execute("postgres", "DROP DATABASE " + copy);
    }
  }

  /** Databases that this restore has left. */
  private static int copies(Herd herd, String restore) throws SQLException {
    try (Connection connection = herd.target().server().connect("postgres");
        PreparedStatement query = connection.prepareStatement(MARKED)) {
      query.setString(1, restore);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
