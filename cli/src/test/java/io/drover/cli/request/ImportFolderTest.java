package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportFolderTest {
  @TempDir private Path folder;

  @Test
  void aFileHereIsCopiedIntoTheFolderOfTheServiceOnce() throws Exception {
    Path dump = Files.writeString(folder.resolve("my dump.sql"), "SELECT 1;\n");
    Path exchange = Files.createDirectory(folder.resolve("exchange"));
    ImportFolder imports = imports(Map.of("DROVER_EXCHANGE", exchange.toString()));

    String name = imports.handOver(dump.toString(), "op-1");

    assertThat(name).isEqualTo("op-1-my dump.sql");
    assertThat(imports.handOver(dump.toString(), "op-1")).isEqualTo(name);
    try (var files = Files.list(exchange.resolve("import"))) {
      assertThat(files).containsExactly(exchange.resolve("import").resolve(name));
    }
  }

  @Test
  void aDirectoryArchiveIsCopiedWithAllItsFilesAndNoOtherFolder() throws Exception {
    Path dump = Files.createDirectory(folder.resolve("friday"));
    Path exchange = Files.createDirectory(folder.resolve("exchange"));
    ImportFolder imports = imports(Map.of("DROVER_EXCHANGE", exchange.toString()));
    assertThatExceptionOfType(CliFailure.class)
        .isThrownBy(() -> imports.handOver(dump.toString(), "op-1"))
        .withMessageContaining("no toc.dat");

    Files.writeString(dump.resolve("toc.dat"), "contents");
    Files.writeString(dump.resolve("3042.dat.gz"), "rows");
    String name = imports.handOver(dump.toString(), "op-1");

    assertThat(name).isEqualTo("op-1-friday");
    assertThat(imports.handOver(dump.toString(), "op-1")).isEqualTo(name);
    Path copied = exchange.resolve("import").resolve(name);
    assertThat(copied.resolve("toc.dat")).hasContent("contents");
    assertThat(copied.resolve("3042.dat.gz")).hasContent("rows");
    try (var files = Files.list(exchange.resolve("import"))) {
      assertThat(files).containsExactly(copied);
    }
  }

  @Test
  void whatIsNoFileIsNotReadFor() throws Exception {
    Path exchange = Files.createDirectory(folder.resolve("exchange"));
    ImportFolder imports = imports(Map.of("DROVER_EXCHANGE", exchange.toString()));
    assertThatExceptionOfType(CliFailure.class)
        .isThrownBy(() -> imports.handOver("/dev/zero", "op-1"))
        .withMessageContaining("/dev/zero is neither a file nor a folder");

    Path dump = Files.createDirectory(folder.resolve("friday"));
    Files.writeString(dump.resolve("toc.dat"), "contents");
    Files.createSymbolicLink(dump.resolve("3042.dat"), Path.of("/dev/zero"));
    assertThatExceptionOfType(CliFailure.class)
        .isThrownBy(() -> imports.handOver(dump.toString(), "op-1"))
        .withMessageContaining("3042.dat in it is not a file");
    try (var files = Files.list(exchange.resolve("import"))) {
      assertThat(files.map(file -> file.getFileName().toString())).noneMatch("op-1-friday"::equals);
    }
  }

  @Test
  void whatLiesInTheFolderAlreadyIsNotCopied() throws Exception {
    Path imports = Files.createDirectories(folder.resolve("exchange/import/friday"));
    Path dump = Files.writeString(imports.resolve("a.dump"), "x");

    assertThat(
            imports(Map.of("DROVER_EXCHANGE", folder.resolve("exchange").toString()))
                .handOver(dump.toString(), "op-1"))
        .isEqualTo("friday/a.dump");
  }

  @Test
  void whatIsNotHereIsAPathInTheFolderOfTheService() {
    assertThat(imports(Map.of()).handOver("friday/a.dump", "op-1")).isEqualTo("friday/a.dump");
  }

  @Test
  void aFileThatDoesNotExistIsSaidNotToExist() {
    for (String file :
        new String[] {folder.resolve("nope.sql").toString(), "./nope", "../nope.gz"}) {
      assertThatExceptionOfType(CliFailure.class)
          .isThrownBy(() -> imports(Map.of()).handOver(file, "op-1"))
          .withMessage("The file " + file + " does not exist on this machine.");
    }
  }

  @Test
  void aFileHereIsNoUseWhenTheFolderIsElsewhere() throws Exception {
    Path dump = Files.writeString(folder.resolve("a.sql"), "SELECT 1;\n");

    assertThatExceptionOfType(CliFailure.class)
        .isThrownBy(() -> imports(Map.of()).handOver(dump.toString(), "op-1"))
        .withMessageContaining("import folder");
  }

  private ImportFolder imports(Map<String, String> environment) {
    return new ImportFolder(new CliContext(Terminal.ofProcess(Map.of()), environment, folder));
  }
}
