package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
  @TempDir Path folder;

  @Test
  void aFileIsReadWithoutItsLastNewline() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "pass word\n");
    var reference = new SecretReference("file:" + file);
    assertThat(reference.resolve()).isEqualTo("pass word");
    assertThat(reference).hasToString("file:" + file);
  }

  @Test
  void theEnvironmentIsRead() {
    assertThat(new SecretReference("env:PATH").resolve()).isEqualTo(System.getenv("PATH"));
  }

  @Test
  void whatIsMissingOrTooLargeIsNamedByItsReference() throws IOException {
    Path large = Files.writeString(folder.resolve("large"), "x".repeat(4097));
    assertThatThrownBy(() -> new SecretReference("file:" + large).resolve())
        .isInstanceOf(UnresolvedSecretException.class)
        .hasMessageContaining("larger than 4 KiB")
        .hasMessageNotContaining("xx");
    assertThatThrownBy(() -> new SecretReference("env:DROVER_NOT_SET").resolve())
        .hasMessage(
            "The secret env:DROVER_NOT_SET cannot be read: the environment variable is not set.");
    assertThatThrownBy(() -> new SecretReference("file:" + folder.resolve("none")).resolve())
        .hasMessageContaining("NoSuchFileException");
  }

  @Test
  void aSecretInThePlaceOfAReferenceIsNotRepeated() {
    assertThatThrownBy(() -> new SecretReference("hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }
}
