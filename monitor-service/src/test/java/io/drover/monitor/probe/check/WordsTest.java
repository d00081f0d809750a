package io.drover.monitor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.service.target.CheckUnit;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void aRateIsToldByTheSentenceAroundIt() {
    assertThat(Words.value(5, CheckUnit.PER_MINUTE)).isEqualTo("5");
    assertThat(Words.value(90, CheckUnit.SECONDS)).isEqualTo("1 min 30 s");
  }

  @Test
  void aNameCannotMakeALineOfItsOwnAndLongOnesAreCut() {
    assertThat(Words.line("public.\"a\nb\u001b[31m\"")).isEqualTo("public.\"a?b?[31m\"");
    assertThat(Words.line("x".repeat(1000))).hasSize(401).endsWith("…");
  }
}
