package io.drover.localstack;

import java.nio.file.Path;
import java.util.List;

/** A server's programs in a tar of any compression, {@code bin} at its top. */
final class PostgresArchive {
  private PostgresArchive() {}

  /**
   * Unpacks it into the folder, which is there.
   *
   * @throws LocalStackException when tar, or what the compression needs, is not installed
   */
  static PostgresPrograms unpack(Path archive, Path folder) {
    // Who packed it owns nothing here; static libraries serve compilers only.
    Commands.output(
        List.of(
            "tar",
            "--extract",
            "--no-same-owner",
            "--exclude=*.a",
            "--file=" + archive.toAbsolutePath(),
            "--directory=" + folder));
    return PostgresPrograms.in(folder.resolve("bin"));
  }
}
