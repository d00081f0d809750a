package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionNameTest {
  @Test
  void theNameOfAnOrdinaryOperationIsPlain() {
    assertThat(SessionName.of("backup", "op-1")).isEqualTo("drover/backup/op-1");
  }

  @Test
  void aNameThatPostgresWouldChangeIsMadeOneThatItKeeps() {
    String first = SessionName.of("backup", "é".repeat(40));
    String second = SessionName.of("backup", "ü".repeat(40));
    assertThat(first).startsWith("drover/backup/").hasSizeLessThanOrEqualTo(63).matches("[ -~]+");
    assertThat(second).isNotEqualTo(first);
    assertThat(SessionName.of("backup", "x".repeat(200))).hasSize(63);
  }
}
