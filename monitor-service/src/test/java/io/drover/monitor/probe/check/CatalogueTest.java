package io.drover.monitor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.service.target.CheckName;
import io.drover.service.target.CheckRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  /**
   * What came and went between versions 13 and 18 in the views that checks read (release notes of
   * 14 to 18): the first version that has it, and the last one.
   */
  private static final Map<String, int[]> LIVES =
      Map.ofEntries(
          Map.entry("waitstart", new int[] {14, 18}),
          Map.entry("pg_read_all_data", new int[] {14, 18}),
          Map.entry("session_time", new int[] {14, 18}),
          Map.entry("last_idx_scan", new int[] {16, 18}),
          Map.entry("last_seq_scan", new int[] {16, 18}),
          Map.entry("n_tup_newpage_upd", new int[] {16, 18}),
          Map.entry("inactive_since", new int[] {17, 18}),
          Map.entry("invalidation_reason", new int[] {17, 18}),
          Map.entry("pg_stat_checkpointer", new int[] {17, 18}),
          Map.entry("num_timed", new int[] {17, 18}),
          Map.entry("num_requested", new int[] {17, 18}),
          Map.entry("conenforced", new int[] {18, 18}),
          Map.entry("num_done", new int[] {18, 18}),
          Map.entry("total_vacuum_time", new int[] {18, 18}),
          Map.entry("checkpoints_req", new int[] {13, 16}),
          Map.entry("checkpoints_timed", new int[] {13, 16}),
          Map.entry("buffers_backend", new int[] {13, 16}),
          Map.entry("blk_read_time", new int[] {13, 16}));

  static IntStream versions() {
    return IntStream.rangeClosed(CheckDefinition.OLDEST, CheckDefinition.NEWEST);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void noSqlNamesWhatItsVersionDoesNotHave(int version) {
    for (CheckDefinition check : Catalogue.all()) {
      Set<String> words =
          Pattern.compile("[a-z_]+")
              .matcher(check.sql(version))
              .results()
              .map(word -> word.group())
              .collect(Collectors.toSet());
      words.retainAll(LIVES.keySet());
      assertThat(words)
          .as(check.name().text())
          .allSatisfy(
              word -> {
                int[] life = Objects.requireNonNull(LIVES.get(word));
                assertThat(version).isBetween(life[0], life[1]);
              });
    }
  }

  @Test
  void newerServersAreTakenForTheNewestKnownAndOlderOnesAreNotAsked() {
    CheckDefinition check = Bench.definition(CheckName.FORCED_CHECKPOINTS);

    assertThat(check.sql(16)).contains("pg_stat_bgwriter");
    assertThat(check.sql(17)).contains("pg_stat_checkpointer");
    assertThat(check.sql(19)).isEqualTo(check.sql(18));
    assertThatThrownBy(() -> check.sql(12)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyNameHasOneDefinition() {
    List<CheckName> names = Catalogue.all().stream().map(CheckDefinition::name).toList();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(CheckName.REACHABLE, CheckName.BACKUP_AGE)));
    assertThat(Catalogue.all())
        .allSatisfy(
            check -> {
              assertThat(check.source()).isNotEmpty();
              assertThat(check.remedy()).isNotEmpty();
              assertThat(check.sentence()).endsWith(".");
              // Without a sentence of its own for zero the other one is true of it.
              assertThat(check.sentence().contains("{value}") || !check.none().isEmpty()).isTrue();
            });
  }

  @Test
  void theTableOfChecksIsTheOneOfTheCode() throws Exception {
    List<String> table;
    try (Stream<String> lines = Files.lines(Path.of("../docs/health-checks.md"))) {
      table = lines.filter(line -> line.startsWith("| `")).toList();
    }

    assertThat(table).containsExactlyElementsOf(rows());
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (CheckDefinition check : Catalogue.all()) {
      CheckRule usual = check.name().usual();
      rows.add(
          Stream.of(
                  "`" + check.name().text() + "`",
                  where(check),
                  check.source(),
                  check.name().unit().text(),
                  threshold(check, usual.warning()),
                  threshold(check, usual.critical()),
                  check.privilege() == Privilege.NONE ? "–" : "`" + check.privilege().role() + "`",
                  "`" + check.remedy() + "`")
              .collect(Collectors.joining(" | ", "| ", " |")));
    }
    return rows;
  }

  private static String where(CheckDefinition check) {
    return check.place().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String threshold(CheckDefinition check, @Nullable Double value) {
    return value == null ? "–" : Words.value(value, check.name().unit());
  }
}
