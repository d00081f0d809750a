package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionTest {
  @TempDir Path folder;

  @Test
  void readingNeedsLessThanApplying() throws Exception {
    DatabaseEntry reading = entry(Set.of("migrate-status"), Set.of());

    Admission.check(request("STATUS"), reading);
    assertRejected(request("APPLY"), reading, FailureCode.NOT_PERMITTED);
    Admission.check(request("STATUS"), entry(Set.of("migrate"), Set.of()));
    Admission.check(request("APPLY"), entry(Set.of("migrate"), Set.of()));
    assertRejected(request("STATUS"), entry(Set.of("backup"), Set.of()), FailureCode.NOT_PERMITTED);
  }

  @Test
  void onlyNamedRequestersAreLetThrough() throws Exception {
    Admission.check(request("APPLY"), entry(Set.of("migrate"), Set.of("ada", "bob")));
    assertRejected(
        request("APPLY"), entry(Set.of("migrate"), Set.of("bob")), FailureCode.NOT_PERMITTED);
  }

  @Test
  void anUnknownModeIsRejected() {
    DatabaseEntry entry = entry(Set.of("migrate"), Set.of());

    assertRejected(request("apply"), entry, FailureCode.INVALID_REQUEST);
    assertRejected(request("CLEAN"), entry, FailureCode.INVALID_REQUEST);
  }

  @Test
  void locationsAreGivenAndAbsolute() {
    Workbench bench = Workbench.named(folder);

    assertRejected(
        request("STATUS"),
        bench.entry(Set.of("migrate"), Set.of(), List.of()),
        FailureCode.INVALID_REQUEST);
    assertRejected(
        request("STATUS"),
        bench.entry(Set.of("migrate"), Set.of(), List.of("migrations/shop")),
        FailureCode.INVALID_REQUEST);
  }

  private DatabaseEntry entry(Set<String> operations, Set<String> requesters) {
    return Workbench.named(folder).entry(operations, requesters, List.of(folder.toString()));
  }

  private static MigrateRequested request(String mode) {
    return MigrateRequested.newBuilder()
        .setOperationId("one")
        .setDatabase("shop")
        .setRequestedBy("ada")
        .setMode(mode)
        .build();
  }

  private static void assertRejected(MigrateRequested command, DatabaseEntry entry, String code) {
    assertThatThrownBy(() -> Admission.check(command, entry))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.remedy()).isNotEmpty();
            });
  }
}
