package io.drover.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.service.target.CheckName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunbooksTest {
  private static final Path PAGE = Path.of("..", "docs", "alerts.md");
  private static final String HEADING = "### ";

  @Test
  void thePageTellsOfEachNameAndOfNoOther() throws IOException {
    List<String> headings =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith(HEADING))
            .map(line -> line.substring(HEADING.length()))
            .toList();
    assertThat(headings).doesNotHaveDuplicates();
    assertThat(headings).containsExactlyInAnyOrderElementsOf(Runbooks.anchors());
  }

  @Test
  void everyNameSaysWhatToLookAtAndWhatMendsIt() throws IOException {
    String page = Files.readString(PAGE);
    for (String anchor : Runbooks.anchors()) {
      int begin = page.indexOf(HEADING + anchor + "\n");
      int end = page.indexOf("\n#", begin + 1);
      assertThat(page.substring(begin, end < 0 ? page.length() : end))
          .contains("*Look at:*", "*Mend:*");
    }
  }

  @Test
  void eachIsAPageOfTheMonitorWithLinksToTheOthers() {
    RunbookPages pages = new RunbookPages();
    for (String anchor : Runbooks.anchors()) {
      assertThat(pages.html(anchor)).contains("<em>Look at:</em>", "<em>Mend:</em>");
    }
    assertThat(pages.html("backup-overdue"))
        .contains("<code>./drover backup DATABASE</code>", "href=\"/runbooks/schedule-missed\"");
    assertThat(pages.html("sequence-exhaustion"))
        .contains("migration rules")
        .doesNotContain("href");
    assertThat(pages.html("../<b>")).isEqualTo(pages.html(Runbooks.OTHERS));
  }

  @Test
  void everyCheckOfTheCatalogueHasItsOwn() {
    assertThat(
            Stream.of(CheckName.values())
                .filter(each -> each != CheckName.BACKUP_AGE)
                .map(CheckName::text))
        .allSatisfy(name -> assertThat(Runbooks.anchor(name)).isEqualTo(name));
  }

  @Test
  void anUnknownCheckLeadsToTheHeadingForOthers() {
    assertThat(Runbooks.anchor("backup-overdue")).isEqualTo("backup-overdue");
    assertThat(Runbooks.anchor("size")).isEqualTo("size");
    assertThat(Runbooks.anchor("../<b>")).isEqualTo(Runbooks.OTHERS);
  }
}
