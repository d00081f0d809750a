package io.drover.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one local PostgreSQL and the user it runs as.
 *
 * @param runAs null: the user of this JVM
 */
record PostgresHome(Path folder, @Nullable UnixUser runAs) {
  Path data() {
    return folder.resolve("pgdata");
  }

  Path passwordFile() {
    return folder.resolve("pgpass");
  }

  Path log() {
    return folder.resolve("postgres.log");
  }

  /**
   * As root, PostgreSQL must run as somebody else (it refuses root), who may not be able to enter
   * the wanted folder (a clone below /root): then the data lies elsewhere, always at the same place
   * for the same wanted folder.
   */
  static PostgresHome at(Path wanted) {
    UnixUser current = UnixUser.current();
    if (!current.isRoot()) {
      Folders.claim(wanted, current);
      return new PostgresHome(wanted, null);
    }
    String name = "drover-" + hash(wanted);
    UnixUser user = userFor(wanted);
    return Stream.of(wanted, Path.of("/var/lib", name), Path.of("/tmp", name))
        .map(folder -> new PostgresHome(folder, user))
        .filter(PostgresHome::usable)
        .findFirst()
        .orElseThrow(
            () ->
                new LocalStackException(
                    "Neither "
                        + wanted
                        + " nor /var/lib nor /tmp can hold data of the user "
                        + user.name()
                        + ".",
                    "chmod a+x " + wanted.getParent()));
  }

  private static UnixUser userFor(Path wanted) {
    try {
      Path data = wanted.resolve("pgdata");
      if (Files.exists(data) && !UnixUser.ownerOf(data).isRoot()) {
        return UnixUser.ownerOf(data);
      }
    } catch (IOException e) {
      throw new LocalStackException(
          "The owner of " + wanted + " cannot be read: " + e.getMessage(), "ls -ld " + wanted, e);
    }
    return UnixUser.unprivileged()
        .orElseThrow(
            () ->
                new LocalStackException(
                    "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as.",
                    "useradd --system --user-group postgres"));
  }

  private boolean usable() {
    boolean existed = Files.exists(folder);
    try {
      Files.createDirectories(folder);
      if (!UnixUser.ownerOf(folder).isRoot() && folder.startsWith("/tmp")) {
        return false;
      }
      if (!existed) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      run(List.of("/bin/sh", "-c", "cd \"$1\"", "sh", folder.toString()));
      return true;
    } catch (IOException | LocalStackException e) {
      if (!existed) {
        Folders.deleteQuietly(folder);
      }
      return false;
    }
  }

  /** Runs a short program as the server's user. */
  String run(List<String> words) {
    return Commands.output(new Children.Command(words, runAs, Optional.empty()).full());
  }

  /** Makes the server's user the owner. */
  void give(Path path) throws IOException {
    if (runAs != null) {
      Files.setAttribute(path, "unix:uid", Math.toIntExact(runAs.uid()));
    }
  }

  private static String hash(Path path) {
    var crc = new CRC32C();
    crc.update(path.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
