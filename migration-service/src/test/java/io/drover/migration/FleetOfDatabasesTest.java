package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.migration.bundle.BundleRoots;
import io.drover.migration.bundle.Bundles;
import io.drover.migration.fleet.FleetBed;
import io.drover.migration.plan.Planner;
import io.drover.migration.review.parser.SqlParser;
import io.drover.schemas.FailureCode;
import io.drover.schemas.FleetMember;
import io.drover.schemas.FleetSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fleet of databases that are really migrated. */
@Timeout(180)
class FleetOfDatabasesTest {
  private static final int DATABASES = 12;

  private final PostgresServer server = TestStack.postgres();
  private final String prefix = "fleet_" + ProcessHandle.current().pid() + "_" + System.nanoTime();
  @TempDir Path folder;

  private String physical(int number) {
    return prefix + "_" + number;
  }

  private String registry() throws Exception {
    Path password = Files.writeString(folder.resolve("secret"), server.password());
    Path scripts = Files.createDirectory(folder.resolve("scripts"));
    Files.writeString(
        scripts.resolve("V1__one.sql"), "CREATE TABLE one (id bigint PRIMARY KEY);\n");
    Files.writeString(
        scripts.resolve("V2__two.sql"), "CREATE TABLE two (id bigint PRIMARY KEY);\n");
    StringBuilder text =
        new StringBuilder(
            """
            servers:
              main: { host: %s, port: %d, user: %s, password: "file:%s" }
            databases:
            """
                .formatted(server.host(), server.port(), server.superuser(), password));
    for (int i = 0; i < DATABASES; i++) {
      server.createDatabase(physical(i));
      text.append(
          "  shop%d: { server: main, name: %s, labels: { group: shop }, policy: { operations: [migrate], backup-before-migration: false, migrations: { locations: [%s] } } }\n"
              .formatted(i, physical(i), scripts));
    }
    return text.toString();
  }

  private FleetBed bed() throws Exception {
    Bundles bundles = Bundles.open(BundleRoots.of(""), folder.resolve("bundles"));
    return new FleetBed(
        folder,
        registry(),
        new MigrateHandler(
            MigrationTools.of(bundles, new Planner(SqlParser.find("")), OwnState.database())));
  }

  @Test
  void oneThatCannotBeMigratedFailsAndTheOthersAreCurrent() throws Exception {
    try (FleetBed bed = bed()) {
      try (Connection connection = server.connect(physical(5));
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE legacy (id int)");
      }
      bed.arrive(
          Topics.FLEET_REQUESTED,
          FleetBed.request("all").setConcurrency(4).setStopAfterFailures(0).build());
      bed.finish();

      OperationFailed end = (OperationFailed) bed.end("all");
      assertThat(end.getCode()).isEqualTo(FailureCode.CHILD_FAILED);
      assertThat(end.getMessage()).isEqualTo("1 of 12 databases did not succeed: shop5.");
      List<FleetMember> members = bed.summary("all").getMembers();
      assertThat(members.getFirst().getDatabase()).isEqualTo("shop5");
      assertThat(members.getFirst().getOutcome()).isEqualTo("failed");
      assertThat(members.subList(1, DATABASES))
          .extracting(
              FleetMember::getOutcome, FleetMember::getAppliedCount, FleetMember::getPendingCount)
          .containsOnly(tuple("succeeded", 2, 0));

      try (Connection connection = server.connect(physical(5));
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TABLE legacy");
      }
      bed.arrive(Topics.FLEET_REQUESTED, FleetBed.request("again").build());
      bed.finish();
      FleetSucceeded done = (FleetSucceeded) bed.end("again");
      assertThat(done.getMemberCount()).isEqualTo(DATABASES);
      assertThat(done.getAppliedCount()).isEqualTo(2);
    }
  }
}
