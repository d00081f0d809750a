package io.drover.migration.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ALTER ROLE a  PASSWORD 'hunter2' -- secret | ALTER ROLE a PASSWORD '…'
          SELECT E'it\\'s hunter2', "col'umn" FROM t | SELECT '…', "col'umn" FROM t
          SELECT 'a''hunter2', x FROM t | SELECT '…', x FROM t
          DO $x$ hunter2 $x$ | DO '…'
          SELECT /* 'x' */ 1, $1 | SELECT 1, $1
          """)
  void literalsAndCommentsAreLeftOut(String sql, String shown) {
    assertThat(Masked.text(sql)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'hunter2", "SELECT E'\\", "DO $$ hunter2", "/* hunter2"})
  void whatTheServerCutOffIsLeftOutToo(String sql) {
    assertThat(Masked.text(sql)).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 500, 5000})
  void atMostTwoHundredCharactersAreShown(int columns) {
    assertThat(Masked.text("SELECT " + "colum, ".repeat(columns))).hasSizeLessThanOrEqualTo(200);
  }
}
