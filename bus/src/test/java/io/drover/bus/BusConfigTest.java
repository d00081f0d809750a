package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.Topics;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusConfigTest {

  @Test
  void theEnvironmentSaysWhereTheBusIs(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("kafka.properties"), "sasl.jaas.config=s3cret\n");
    BusConfig config =
        BusConfig.from(
            Map.of(
                "DROVER_KAFKA", "kafka:9092",
                "DROVER_TOPIC_PREFIX", "east.",
                "DROVER_KAFKA_PROPERTIES", file.toString()));
    assertThat(config.producer("x"))
        .containsEntry("bootstrap.servers", "kafka:9092")
        .containsEntry("sasl.jaas.config", "s3cret");
    assertThat(config.topic(Topics.BACKUPS)).isEqualTo("east.backups");
    assertThat(config.withoutPrefix("east.backups")).isEqualTo("backups");
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @Test
  void withoutAnEnvironmentItIsThisMachine() {
    BusConfig config = BusConfig.from(Map.of());
    assertThat(config.bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(config.topicPrefix()).isEqualTo("drover.");
  }

  @Test
  void aMissingPropertiesFileIsNamed() {
    assertThatThrownBy(() -> BusConfig.from(Map.of("DROVER_KAFKA_PROPERTIES", "/no/such/file")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/no/such/file");
  }

  @Test
  void aKeyIsCutOnTheBoundaryOfACharacter() {
    byte[] key = Text.key("a" + "€".repeat(100));
    assertThat(key).isNotNull();
    assertThat(new String(key, UTF_8)).isEqualTo("a" + "€".repeat(42));
    assertThat(Text.key(null)).isNull();
  }
}
