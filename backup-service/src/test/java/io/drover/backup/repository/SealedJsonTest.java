package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.SealedJson.DamagedException;
import io.drover.service.operation.OperationFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedJsonTest {
  private static final BackupId ID =
      BackupId.of("backup", "a", Instant.parse("2026-11-21T12:01:02Z"));

  private record Note(String text, int number) {}

  private record LongerNote(String text, int number, List<String> more) {}

  @Test
  void whatWasSealedIsReadAgainAlsoByAReaderThatKnowsFewerFields() throws Exception {
    byte[] json = SealedJson.write(new LongerNote("ü \"x\"", 1, List.of("later")));

    assertThat(SealedJson.read(json, Note.class)).isEqualTo(new Note("ü \"x\"", 1));
    assertThat(new String(json, StandardCharsets.UTF_8)).startsWith("{\n  \"sha256\" : \"");
  }

  @Test
  void noFlippedBitOfAManifestGoesUnnoticed() throws Exception {
    byte[] json = ManifestJson.write(manifest());
    assertThat(ManifestJson.read(json, "shop", ID)).isEqualTo(manifest());
    for (int bit = 0; bit < json.length * 8; bit++) {
      byte[] flipped = json.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> ManifestJson.read(flipped, "shop", ID))
          .as("bit %d", bit)
          .isInstanceOf(OperationFailure.class);
    }
  }

  @Test
  void whatIsCutOffGrownOrSwappedIsDamaged() {
    byte[] json = SealedJson.write(new Note("text", 1));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] cut = Arrays.copyOf(json, random.nextInt(json.length));
      assertThatThrownBy(() -> SealedJson.read(cut, Note.class))
          .isInstanceOf(DamagedException.class);
    }
    byte[] grown = Arrays.copyOf(json, json.length + 1);
    assertThatThrownBy(() -> SealedJson.read(grown, Note.class))
        .isInstanceOf(DamagedException.class);
    String edited = new String(json, StandardCharsets.UTF_8).replace("text\"", "next\"");
    assertThatThrownBy(() -> SealedJson.read(edited.getBytes(StandardCharsets.UTF_8), Note.class))
        .isInstanceOf(DamagedException.class);
  }

  @Test
  void aManifestOfTheFormWithoutChecksumIsStillRead() throws Exception {
    try (var old = SealedJsonTest.class.getResourceAsStream("manifest-version-1.json")) {
      byte[] json = old.readAllBytes();
      Manifest manifest =
          ManifestJson.read(json, "shop", new BackupId("20261121T120000Z-34eb9ddb"));
      assertThat(manifest.archive().file()).isEqualTo("database-1.dump.zst");
      assertThat(manifest.tableRows()).isNotEmpty();
    }
  }

  private static Manifest manifest() {
    return Manifests.of(ID, "database-1.dump.zst", 3, Instant.EPOCH);
  }
}
