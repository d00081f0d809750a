package io.drover.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.system.harness.DumpLoader;
import io.drover.system.harness.Herd;
import io.drover.system.harness.HerdPlan;
import io.drover.system.harness.Service;
import io.drover.system.harness.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every dump in the folder that {@code DROVER_REAL_DUMPS} names (default: {@code ../shared/samples}
 * beside the checkout) is loaded, backed up, restored and compared.
 */
class RealDumpsTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TestFactory
  Stream<DynamicTest> everyDumpComesBackAsItWas() throws IOException {
    Optional<Path> folder = folder();
    assumeTrue(folder.isPresent(), "no folder of real dumps");
    try (Stream<Path> files = Files.walk(folder.get())) {
      List<Path> dumps = files.filter(DumpLoader::isDump).sorted().toList();
      return dumps.stream()
          .map(
              dump ->
                  DynamicTest.dynamicTest(dump.getFileName().toString(), () -> comesBack(dump)));
    }
  }

  private static void comesBack(Path dump) throws Exception {
    try (PostgresServer server = TestStack.newPostgres();
        Herd herd = Workshop.get().herd(HerdPlan.shared().with(TestStack.postgres(), server))) {
      // Whoever wrote the dump may have owned anything: only a superuser can read it all.
      herd.target().execute("postgres", "ALTER ROLE drover_test SUPERUSER");
      String source = herd.physical("gamma");
      herd.target().execute("postgres", "DROP DATABASE " + source);
      DumpLoader.load(server, dump, source);
      ServerAddress address = ServerAddress.of(server);
      DatabaseFingerprint before = DatabaseFingerprint.of(address, source);
      herd.start(Service.BACKUP, "a");
      String backup = herd.requests().backup("gamma");
      herd.ledger().awaitState(Service.BACKUP, backup, LONG, "SUCCEEDED", "FAILED");
      String copy = herd.physical("gamma_copy");
      String restore = herd.requests().restore("gamma", copy);
      herd.ledger().awaitState(Service.BACKUP, restore, LONG, "SUCCEEDED", "FAILED");
      assertThat(herd.ledger().state(Service.BACKUP, restore))
          .as(herd.output())
          .contains("SUCCEEDED");
      assertThat(DatabaseComparison.between(before, DatabaseFingerprint.of(address, copy)))
          .isEmpty();
    }
  }

  private static Optional<Path> folder() {
    String named = System.getenv("DROVER_REAL_DUMPS");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named).toAbsolutePath());
    }
    // Of the checkout, or of the module in it, whichever the tests run in.
    return Stream.of("../shared/samples", "../../shared/samples")
        .map(path -> Path.of(path).toAbsolutePath().normalize())
        .filter(Files::isDirectory)
        .findFirst();
  }
}
