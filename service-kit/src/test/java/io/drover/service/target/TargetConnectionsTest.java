package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.TestStack;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

class TargetConnectionsTest {
  @Test
  void aSessionBearsItsNameInADatabaseWithAnAwkwardName() throws Exception {
    Target target = Targets.named("we ird/na?me&%x");
    TestStack.postgres().createDatabase(target.physicalName());
    try (Connection connection = Targets.session(target, "drover/backup/awkward")) {
      assertThat(connection.getCatalog()).isEqualTo(target.physicalName());
      assertThat(Targets.backends("drover/backup/awkward")).isEqualTo(1);
      assertThat(connection.getMetaData().getURL()).doesNotContain("password");
    }
  }

  @Test
  void aProbeGoesByTheEntrysOwnAddress() throws Exception {
    Target target = Targets.created();
    DatabaseEntry direct = target.entry();
    var pooled =
        new DatabaseEntry(
            direct.name(),
            "elsewhere",
            direct.server(),
            TestStack.postgres().jdbcUrl(target.physicalName()),
            direct.labels(),
            direct.policy());
    try (Connection connection =
        Targets.CONNECTIONS.openForProbe(pooled, "drover-monitor", Targets.CONNECT)) {
      assertThat(connection.getCatalog()).isEqualTo(target.physicalName());
    }
  }
}
