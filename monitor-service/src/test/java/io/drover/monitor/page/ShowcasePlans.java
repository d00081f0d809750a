package io.drover.monitor.page;

import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationFinding;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.PlannedStatement;
import io.drover.schemas.RehearsedLock;
import io.drover.schemas.RehearsedStatement;
import io.drover.schemas.RelationSize;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Migrations, a plan and a rehearsal as the migration service tells them. */
final class ShowcasePlans {
  private static final String INDEX =
      "CREATE INDEX orders_by_customer ON public.orders (customer_id, placed_on)";

  private ShowcasePlans() {}

  static MigrationEntry entry(
      String version, String description, String state, @Nullable Instant at) {
    return MigrationEntry.newBuilder()
        .setVersion(version)
        .setDescription(description)
        .setScript("V" + version + "__" + description.replace(' ', '_') + ".sql")
        .setState(state)
        .setInstalledOn(at)
        .setInstalledBy(at == null ? null : "drover")
        .setDurationMillis(at == null ? null : 157L)
        .setAppliedNow(false)
        .build();
  }

  static MigrationPlan plan() {
    return MigrationPlan.newBuilder()
        .setDigest("787700c513cd7a09".repeat(4))
        .setStatements(
            List.of(
                PlannedStatement.newBuilder()
                    .setScript("V41__index_orders_by_customer.sql")
                    .setLine(2)
                    .setStatement(INDEX)
                    .setTransactional(true)
                    .build()))
        .setStatementCount(1)
        .setFindings(
            List.of(
                MigrationFinding.newBuilder()
                    .setRule("INDEX_WITHOUT_CONCURRENTLY")
                    .setSeverity("warn")
                    .setScript("V41__index_orders_by_customer.sql")
                    .setLine(2)
                    .setStatement(INDEX)
                    .setLock("SHARE")
                    .setWhy(
                        "Writes to orders wait until the index is built, which reads the whole"
                            + " table.")
                    .setRewrite(
                        INDEX.replace("INDEX", "INDEX CONCURRENTLY") + "; in a script of its own")
                    .build()))
        .setFindingCount(1)
        .setBlockingCount(0)
        .setReviewedAs("PostgreSQL 15")
        .build();
  }

  static MigrationRehearsal rehearsal() {
    return MigrationRehearsal.newBuilder()
        .setBackupId("20261122T00-billing")
        .setDurationMillis(8_300)
        .setStatements(
            List.of(
                RehearsedStatement.newBuilder()
                    .setScript("V41__index_orders_by_customer.sql")
                    .setLine(2)
                    .setStatement(INDEX)
                    .setDurationMillis(8_120)
                    .setLocks(
                        List.of(
                            RehearsedLock.newBuilder()
                                .setRelation("public.orders")
                                .setMode("ShareLock")
                                .setHeldMillis(8_140)
                                .build()))
                    .build()))
        .setStatementCount(1)
        .setSizes(
            List.of(
                RelationSize.newBuilder()
                    .setRelation("public.orders_by_customer")
                    .setBytesAfter(812_000_000L)
                    .build()))
        .setDifferenceCount(0)
        .build();
  }
}
