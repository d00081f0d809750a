package io.drover.monitor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.service.target.CheckUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "93.14, PERCENT, 93.1 %",
    "75, PERCENT, 75 %",
    "3, COUNT, 3",
    "0.04, SECONDS, <0.1 s",
    "59, SECONDS, 59 s",
    "90, SECONDS, 1.5 min",
    "7200, SECONDS, 2 h",
    "86400, SECONDS, 1 day",
    "864000, SECONDS, 10 days",
    "999, BYTES, 999 bytes",
    "1500000, BYTES, 1.5 MB",
    "2e15, BYTES, 2000 TB",
    "4, MILLISECONDS, 4 ms",
  })
  void valuesAreToldAsPeopleReadThem(double value, CheckUnit unit, String text) {
    assertThat(Words.value(value, unit)).isEqualTo(text);
  }

  @Test
  void aNameCannotMakeALineOfItsOwnAndLongOnesAreCut() {
    assertThat(Words.line("public.\"a\nb\u001b[31m\"")).isEqualTo("public.\"a?b?[31m\"");
    assertThat(Words.line("x".repeat(1000))).hasSize(401).endsWith("…");
  }
}
