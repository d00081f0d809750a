package io.drover.monitor.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "93.14, percent, 93.1 %",
    "75, percent, 75 %",
    "1, count, 1",
    "1203185, count, '1,203,185'",
    "0.04, percent, <0.1 %",
    "0.04, seconds, 40 ms",
    "59, seconds, 59 s",
    "2.54, seconds, 2.5 s",
    "155.98, seconds, 2 min 35 s",
    "660, seconds, 11 min",
    "7200, seconds, 2 h",
    "111600, seconds, 31 h",
    "864000, seconds, 10 d",
    "788400, seconds, 9 d 3 h",
    "999, bytes, 999 B",
    "1500000, bytes, 1.5 MB",
    "50000000, bytes, 50 MB",
    "2e15, bytes, 2 PB",
    "4, ms, 4 ms",
    "5, per minute, 5 per minute",
    "7.25, '', 7.3",
  })
  void valuesAreToldAsPeopleReadThem(double value, String unit, String text) {
    assertThat(Amounts.value(value, unit)).isEqualTo(text);
  }
}
