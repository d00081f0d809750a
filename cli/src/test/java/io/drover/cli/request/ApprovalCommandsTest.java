package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.CommandCodec;
import io.drover.bus.Message;
import io.drover.bus.Pem;
import io.drover.bus.SigningKey;
import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationApproved;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, and decisions that are signed by them, on a real broker. */
final class ApprovalCommandsTest {
  private static final MigrateRequested REQUEST =
      MigrateRequested.newBuilder()
          .setOperationId("op-1")
          .setDatabase("db")
          .setRequestedBy("ann")
          .setReason("the\nrelease")
          .setMode("APPLY")
          .build();

  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private final BlockingQueue<Message<SpecificRecord>> published = new LinkedBlockingQueue<>();

  private int run(FakeHerd herd, @Nullable Path key, String... args) {
    Map<String, String> environment = new HashMap<>(herd.environment());
    if (key != null) {
      environment.put("DROVER_SIGNING_KEY", key.toString());
    }
    return terminal.run(environment, folder, args);
  }

  private FakeHerd herd() {
    return new FakeHerd(this::answer);
  }

  private List<SpecificRecord> answer(Message<SpecificRecord> message) {
    published.add(message);
    if (message.body() instanceof MigrateRequested request) {
      return List.of(
          OperationAccepted.newBuilder(SampleFacts.accepted(header(1)))
              .setRequestedBy("ann")
              .setRequestDigest(CommandCodec.digest(request))
              .build(),
          OperationWaiting.newBuilder()
              .setHeader(header(2))
              .setWaitingFor("approval")
              .setDetail("an approval is needed: ./drover approve op-1")
              .setUntil(Instant.parse("2026-11-22T10:00:00Z"))
              .setRequestDigest(CommandCodec.digest(request))
              .build());
    }
    if (message.body() instanceof OperationControl control) {
      return decided(message, control);
    }
    return List.of();
  }

  private static List<SpecificRecord> decided(
      Message<SpecificRecord> message, OperationControl control) {
    if (control.getRequestedBy().equals("ann")) {
      return List.of(
          RequestRefused.newBuilder()
              .setHeader(header(0))
              .setCode("NOT_PERMITTED")
              .setMessage("ann asked for this operation; someone else must decide about it.")
              .setRequestEventId(Objects.requireNonNull(message.envelope()).id())
              .build());
    }
    return control.getAction().equals("approve")
        ? List.of(
            OperationApproved.newBuilder()
                .setHeader(header(3))
                .setApprovedBy(control.getRequestedBy())
                .setRequestDigest(control.getDigest())
                .setDeadline(Instant.parse("2026-11-22T10:00:00Z"))
                .build(),
            SampleFacts.started(header(4)),
            SampleFacts.backedUp(header(5), "b-1"))
        : List.of(
            OperationRejected.newBuilder()
                .setHeader(header(3))
                .setCode("NOT_PERMITTED")
                .setMessage("bob rejected the request: " + control.getReason())
                .build());
  }

  private static OperationHeader header(int sequence) {
    return FakeHerd.header("migrate", "op-1", "db", sequence);
  }

  private Path key(String name) {
    Path file = folder.resolve(name + ".pem");
    if (!Files.exists(file)) {
      SigningKey.create(name, file);
    }
    return file;
  }

  private void askFor(FakeHerd herd) throws InterruptedException {
    herd.publish(Topics.MIGRATE_REQUESTED, "db", REQUEST);
    published.take();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              var look = new CapturedTerminal();
              look.run(herd.environment(), folder, "operations");
              assertThat(look.out()).contains("waiting: approval");
            });
  }

  @Test
  void aKeyIsMadeAndItsPublicHalfPrinted() throws IOException {
    Path file = folder.resolve("carol.pem");
    assertThat(terminal.run(Map.of(), folder, "key", "carol", "--out", file.toString())).isZero();
    assertThat(terminal.out())
        .contains("  carol: { keys: [\"MCow", "export DROVER_SIGNING_KEY=" + file)
        .doesNotContain("PRIVATE");
    assertThat(SigningKey.read(file).principal()).isEqualTo("carol");
    assertThat(terminal.run(Map.of(), folder, "key", "carol", "--out", file.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("is there already");
  }

  @Test
  void everyRequestIsSignedByTheKeyInItsOwnersName() throws Exception {
    Path file = folder.resolve("dora.pem");
    PublicKey publicKey = Pem.publicKey(SigningKey.create("dora", file));
    try (FakeHerd herd = herd()) {
      assertThat(run(herd, file, "backup", "db", "--no-wait")).isZero();
      Message<SpecificRecord> message = published.take();
      assertThat(message.body()).hasFieldOrPropertyWithValue("requestedBy", "dora");
      assertThat(Objects.requireNonNull(message.signed()).by(publicKey)).isTrue();
      assertThat(run(herd, file, "backup", "db", "--no-wait", "--requested-by", "ann"))
          .isEqualTo(ExitCode.USAGE);
      assertThat(run(herd, null, "backup", "db", "--no-wait")).isZero();
      assertThat(published.take().signed()).isNull();
    }
    assertThat(terminal.err()).contains("--requested-by ann cannot be signed by the key of dora");
  }

  @Test
  void anApprovalShowsWhatItApprovesAndFollowsIt() throws Exception {
    try (FakeHerd herd = herd()) {
      askFor(herd);
      assertThat(run(herd, key("bob"), "operations")).isZero();
      assertThat(terminal.out()).contains("waiting: approval", "./drover approve op-1");

      assertThat(run(herd, key("bob"), "approve", "op-1")).isEqualTo(ExitCode.USAGE);
      assertThat(terminal.err()).contains("Nobody is here to be asked", "--yes");
      assertThat(run(herd, key("bob"), "approve", "op-1", "--yes")).isZero();

      OperationControl control = (OperationControl) published.take().body();
      assertThat(control)
          .isNotNull()
          .returns("approve", OperationControl::getAction)
          .returns("bob", OperationControl::getRequestedBy)
          .returns(CommandCodec.digest(REQUEST), OperationControl::getDigest);
    }
    assertThat(terminal.out())
        .contains("migrate of db asked for by ann", "APPLY", CommandCodec.digest(REQUEST))
        .contains("the release", "approved", "by bob", "succeeded")
        .doesNotContain("\u001b");
  }

  @Test
  void aRefusedApprovalExitsWithThree() throws Exception {
    try (FakeHerd herd = herd()) {
      askFor(herd);
      assertThat(run(herd, key("ann"), "approve", "op-1", "--yes")).isEqualTo(ExitCode.REJECTED);
    }
    assertThat(terminal.out()).contains("someone else must decide");
  }

  @Test
  void aRejectionSucceedsWhenTheOperationIsRejected() throws Exception {
    try (FakeHerd herd = herd()) {
      askFor(herd);
      assertThat(run(herd, key("bob"), "reject", "op-1", "--yes", "--reason", "not today"))
          .isZero();
    }
    assertThat(terminal.out()).contains("bob rejected the request: not today");
  }

  @Test
  void aDecisionNeedsAKeyAndAnOperationThatWaits() {
    try (FakeHerd herd = FakeHerd.silent()) {
      assertThat(run(herd, null, "approve", "op-1", "--yes")).isEqualTo(ExitCode.USAGE);
      assertThat(terminal.err()).contains("no key is named", "./drover key NAME");
      assertThat(run(herd, folder.resolve("none.pem"), "approve", "op-1", "--yes"))
          .isEqualTo(ExitCode.USAGE);
      assertThat(terminal.err()).contains("does not exist");
      assertThat(run(herd, key("bob"), "approve", "op-1", "--yes")).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.err()).contains("No operation op-1 is known");
    }
  }
}
