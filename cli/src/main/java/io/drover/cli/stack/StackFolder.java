package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Where a stack keeps its state.
 *
 * @param mode stack (kept between runs) or demo
 * @param folder all of it
 */
public record StackFolder(String mode, Path folder) {
  private static final int PASSWORD_BYTES = 24;

  /** The folder of {@code up}'s stack. */
  public static StackFolder kept(CliContext context) {
    return new StackFolder("stack", context.home().resolve("stack"));
  }

  /** The folder of the demonstration's stack. */
  public static StackFolder demo(CliContext context) {
    return new StackFolder("demo", context.home().resolve("demo"));
  }

  Path kafka() {
    return folder.resolve("kafka");
  }

  Path postgres() {
    return folder.resolve("postgres");
  }

  Path repository() {
    return folder.resolve("repository");
  }

  /** Where dumps to import and exported files lie. */
  public Path exchange() {
    return folder.resolve("exchange");
  }

  Path logs() {
    return folder.resolve("logs");
  }

  /** The registry of databases. */
  public Path databases() {
    return folder.resolve("databases.yml");
  }

  /** Where the sample's migrations lie. */
  public Path migrations() {
    return folder.resolve("migrations");
  }

  /** The file with the password of this role, 0600. */
  Path secret(String role) {
    return folder.resolve("secrets").resolve(role + ".password");
  }

  /** The file with the monitor's token, 0600, made anew at each start. */
  public Path token() {
    return folder.resolve("secrets").resolve("page.token");
  }

  void create() {
    try {
      Files.createDirectories(repository());
      Files.createDirectories(exchange());
      Files.createDirectories(logs());
      Files.createDirectories(folder.resolve("secrets"));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The role's password, made at the first call. */
  String password(String role) {
    Path file = secret(role);
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private CliFailure unwritable(IOException e) {
    return new CliFailure(
        "The folder " + folder + " cannot be used: " + e, "ls -ld '" + folder + "'", e);
  }
}
