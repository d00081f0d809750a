package io.drover.service.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a secret is read from: {@code env:NAME} or {@code file:/path}. Holds no secret and may be
 * logged. The secret is read anew at each use, so that a rotated one is taken up without a restart.
 */
public record SecretReference(String reference) {
  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";
  private static final int LIMIT = 4096;

  /**
   * @throws IllegalArgumentException it is no reference; the message does not repeat the text,
   *     which may be the secret
   */
  public SecretReference {
    if (!isReference(reference)) {
      throw new IllegalArgumentException(
          "A secret is given by a reference, env:NAME or file:/absolute/path, never by itself.");
    }
  }

  /** Whether the text has the form of a reference. */
  public static boolean isReference(String text) {
    return (text.startsWith(ENVIRONMENT) && text.length() > ENVIRONMENT.length())
        || (text.startsWith(FILE + "/") && text.length() > FILE.length() + 1);
  }

  /**
   * The secret itself, without a newline at its end.
   *
   * @throws UnresolvedSecretException there is none; names the reference only
   */
  public String resolve() {
    return reference.startsWith(ENVIRONMENT)
        ? fromEnvironment(reference.substring(ENVIRONMENT.length()))
        : fromFile(reference.substring(FILE.length()));
  }

  /** A command that shows, on the host of the service and as its user, why it has no secret. */
  public String lookCommand() {
    return reference.startsWith(ENVIRONMENT)
        ? "printenv " + Remedies.shell(reference.substring(ENVIRONMENT.length())) + " | wc -c"
        : "ls -l " + Remedies.shell(reference.substring(FILE.length()));
  }

  /**
   * What a shell, on the host of the service and as its user, reads the secret by; never the secret
   * itself.
   */
  String shellWord() {
    return reference.startsWith(ENVIRONMENT)
        ? "\"$(printenv " + Remedies.shell(reference.substring(ENVIRONMENT.length())) + ")\""
        : "\"$(cat " + Remedies.shell(reference.substring(FILE.length())) + ")\"";
  }

  private String fromEnvironment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new UnresolvedSecretException(reference, "the environment variable is not set");
    }
    return value;
  }

  private String fromFile(String path) {
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      byte[] bytes = in.readNBytes(LIMIT + 1);
      if (bytes.length > LIMIT) {
        throw new UnresolvedSecretException(reference, "the file is larger than 4 KiB");
      }
      return withoutNewline(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException e) {
      throw new UnresolvedSecretException(
          reference, "the file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static String withoutNewline(String text) {
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  @Override
  public String toString() {
    return reference;
  }
}
