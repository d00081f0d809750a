package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Makes a database cluster (initdb) and reads what is fixed by it. */
final class PostgresCluster {
  static final String SUPERUSER = "postgres";

  private PostgresCluster() {}

  /**
   * The folder of the programs that fit the cluster's version; makes the cluster when there is
   * none.
   *
   * @param options of initdb, for a new one
   */
  static Path prepare(PostgresHome home, PostgresPrograms programs, List<String> options) {
    try {
      Path version = home.data().resolve("PG_VERSION");
      if (Files.exists(home.data())) {
        requirePassword(home);
        return programs.serverFolder(Optional.of(Files.readString(version).strip()));
      }
      Path folder = programs.serverFolder(Optional.empty());
      initialize(home, folder, options);
      return folder;
    } catch (IOException e) {
      throw new LocalStackException(
          "The data folder " + home.folder() + " cannot be used: " + e,
          "rm -rf " + home.folder(),
          e);
    }
  }

  private static void requirePassword(PostgresHome home) {
    if (!Files.exists(home.passwordFile())) {
      throw new LocalStackException(
          "The password file "
              + home.passwordFile()
              + " is gone, so nobody can log in to the server beside it.",
          "rm -rf " + home.folder());
    }
  }

  private static void initialize(PostgresHome home, Path programs, List<String> options)
      throws IOException {
    String password = newPassword();
    Folders.writeSecret(home.passwordFile(), "*:*:*:" + SUPERUSER + ":" + password + "\n");
    Path unfinished = home.folder().resolve("pgdata.unfinished");
    Path forInitdb = home.folder().resolve("initdb.password");
    Folders.deleteQuietly(unfinished);
    try {
      Files.createDirectory(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      home.give(unfinished);
      Folders.writeSecret(forInitdb, password);
      home.give(forInitdb);
      List<String> initdb = new ArrayList<>(List.of(programs.resolve("initdb").toString()));
      initdb.addAll(List.of("-D", unfinished.toString(), "-U", SUPERUSER, "--pwfile=" + forInitdb));
      initdb.addAll(
          List.of("--auth=scram-sha-256", "--encoding=UTF8", "--locale=" + locale(), "--no-sync"));
      initdb.addAll(options);
      home.run(initdb);
      // The commit point: a half-made cluster never bears the name.
      Files.move(unfinished, home.data(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.deleteQuietly(forInitdb);
      Folders.deleteQuietly(unfinished);
    }
  }

  private static String locale() {
    return System.getProperty("os.name", "").startsWith("Mac") ? "en_US.UTF-8" : "C.UTF-8";
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  static String password(PostgresHome home) {
    try {
      String line = Files.readString(home.passwordFile()).strip();
      return line.substring(line.lastIndexOf(':') + 1);
    } catch (IOException e) {
      throw new LocalStackException(
          "The password file " + home.passwordFile() + " cannot be read.",
          "rm -rf " + home.folder(),
          e);
    }
  }
}
