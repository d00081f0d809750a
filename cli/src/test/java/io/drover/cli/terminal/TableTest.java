package io.drover.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TableTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String printed(Table table, boolean colour) {
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    table.print(new Terminal(out, out, false, colour, 80));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void columnsAreAlignedAndNumbersStandToTheRight() {
    var table = new Table("NAME", "SIZE>", "STATE");
    table.row("a", "5 B", "up");
    table.row("longer", "12 MB", "down");
    assertThat(printed(table, false))
        .isEqualTo("NAME     SIZE  STATE\na         5 B  up\nlonger  12 MB  down\n");
  }

  @Test
  void coloursDoNotShiftTheColumns() {
    var table = new Table("STATE", "NAME");
    table.row("up", "a");
    table.row("degraded", "b");
    assertThat(printed(table, true).replaceAll("\u001b\\[[0-9]+m", ""))
        .isEqualTo("STATE     NAME\nup        a\ndegraded  b\n");
  }

  @Test
  void whatOthersWroteCannotSteerTheTerminal() {
    var table = new Table("NAME");
    table.row("a\u001b[2Jb\nc");
    assertThat(printed(table, false)).isEqualTo("NAME\na?[2Jb?c\n");
  }

  @Test
  void amountsReadAsPeopleWriteThem() {
    assertThat(Amounts.bytes(999)).isEqualTo("999 B");
    assertThat(Amounts.bytes(4_100_000)).isEqualTo("4.1 MB");
    assertThat(Amounts.bytes(412_000_000)).isEqualTo("412 MB");
    assertThat(Amounts.count(1, "table")).isEqualTo("1 table");
    assertThat(Amounts.count(200_112, "row")).isEqualTo("200,112 rows");
    assertThat(Amounts.duration(Duration.ofMillis(12))).isEqualTo("12 ms");
    assertThat(Amounts.duration(Duration.ofMillis(2_400))).isEqualTo("2.4 s");
    assertThat(Amounts.duration(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
    assertThat(Amounts.duration(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
  }
}
