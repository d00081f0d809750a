package io.drover.backup.toc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.encryption.Keys;
import io.drover.backup.testbed.TestBed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTocTest {
  private static final String ORIGINAL = "toc_original";

  private TestBed bed;
  private byte[] dump;

  @BeforeEach
  void dump(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE "tä ble" (id serial PRIMARY KEY, text text);
        COMMENT ON TABLE "tä ble" IS 'ü';
        INSERT INTO "tä ble" (text) SELECT repeat(md5(n::text), 100) FROM generate_series(1, 100) n;
        SELECT lo_from_bytea(0, 'large');
        """);
    bed.run(bed.backup());
    Keys keys = new Keys(bed.entry().policy().backup().encryption());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ArchiveReader(bed.repository, keys).copy(bed.latest(), bytes, count -> {});
    dump = bytes.toByteArray();
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.close();
  }

  @Test
  void whatIsReadIsWrittenByteForByteTheSame() throws Exception {
    ArchiveToc toc = ArchiveToc.parse(dump, dump.length).orElseThrow();

    assertThat(toc.bytes()).isEqualTo(Arrays.copyOf(dump, toc.length()));
    assertThat(toc.entries())
        .extracting(entry -> entry.kind() + " " + toc.decoded(entry.name()))
        .contains("TABLE tä ble", "TABLE DATA tä ble", "COMMENT TABLE \"tä ble\"");
  }

  @Test
  void aDumpThatIsCutOffHasNoTableOfContentsYet() throws Exception {
    int length = ArchiveToc.parse(dump, dump.length).orElseThrow().length();

    for (int cut = 0; cut < length; cut++) {
      assertThat(ArchiveToc.parse(dump, cut)).isEmpty();
    }
  }

  @Test
  void howeverItComesInPiecesTheDataBehindItPassUnchanged() throws Exception {
    for (int piece : new int[] {1, 7, 4096, dump.length}) {
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      TocOutput output = new TocOutput(sink, toc -> toc);
      for (int at = 0; at < dump.length; at += piece) {
        output.write(dump, at, Math.min(piece, dump.length - at));
      }
      output.complete();
      assertThat(sink.toByteArray()).isEqualTo(dump);
    }
  }

  @Test
  void whatIsNoDumpOrADamagedOneIsRefusedAndNothingElseHappens() throws IOException {
    byte[] sql = "-- PostgreSQL database dump".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ArchiveToc.parse(sql, sql.length))
        .isInstanceOf(TocException.class)
        .hasMessageContaining("not one of pg_dump's own formats");
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = Arrays.copyOf(dump, Math.min(dump.length, 4096));
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        Optional<ArchiveToc> toc = ArchiveToc.parse(damaged, damaged.length);
        assertThat(toc).isNotNull();
      } catch (TocException e) {
        assertThat(e).hasMessageContaining(" ");
      }
    }
  }

  @Test
  void namesAreTakenExactlyAndQuotedWhereTheyNeedIt() {
    assertThat(QualifiedName.parse("a.b")).contains(new QualifiedName("a", "b"));
    assertThat(QualifiedName.parse("A b.\"c.\"\"d\"")).contains(new QualifiedName("A b", "c.\"d"));
    for (String wrong : new String[] {"a", "a.b.c", ".b", "a.", "\"a.b", "a.\"\"", ""}) {
      assertThat(QualifiedName.parse(wrong)).as(wrong).isEmpty();
    }
    QualifiedName odd = new QualifiedName("a.\"", "b");
    assertThat(QualifiedName.parse(odd.toString())).contains(odd);
  }
}
