package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Whether the restored database will find room. No SQL tells how much space a server has left: it
 * is known only where the server runs on this machine and shows its data directory.
 */
final class Space {
  private Space() {}

  static Optional<Finding> find(Connection maintenance, Manifest manifest) throws SQLException {
    Optional<Long> free = free(maintenance);
    if (free.isEmpty() || free.get() >= manifest.databaseBytes()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            FailureCode.DISK_FULL,
            "The server's disk has "
                + free.get()
                + " bytes left; the database had "
                + manifest.databaseBytes()
                + " when it was backed up.",
            "Free space where the server keeps its data."));
  }

  private static Optional<Long> free(Connection maintenance) throws SQLException {
    List<String> seen =
        Sql.query(
            maintenance,
            """
            SELECT host(inet_server_addr()), setting FROM pg_catalog.pg_settings
            WHERE name = 'data_directory' AND inet_server_addr() IS NOT NULL
            """,
            row -> row.getString(1) + "\n" + row.getString(2));
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    String[] addressAndFolder = seen.getFirst().split("\n", 2);
    try {
      Path folder = Path.of(addressAndFolder[1]);
      boolean here = InetAddress.getByName(addressAndFolder[0]).isLoopbackAddress();
      return here && Files.isDirectory(folder)
          ? Optional.of(Files.getFileStore(folder).getUsableSpace())
          : Optional.empty();
    } catch (UnknownHostException e) {
      return Optional.empty();
    } catch (IOException e) {
      // What this process may not look at is not known.
      return Optional.empty();
    }
  }
}
