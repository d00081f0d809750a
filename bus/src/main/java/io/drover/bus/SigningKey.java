package io.drover.bus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 key of a principal, by which its commands are signed. It stands in a file that only
 * its owner may read: a line {@code Principal: NAME}, then the key as PKCS#8 in PEM. Thread-safe;
 * neither its text nor any exception holds the key.
 */
public final class SigningKey {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@/-]{0,127}");
  private static final Pattern OWNER = Pattern.compile("(?m)^Principal: *(\\S+)[ \\t\\r]*$");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int LARGEST_FILE = 16 * 1024;

  private final String principal;
  private final PrivateKey key;

  private SigningKey(String principal, PrivateKey key) {
    this.principal = principal;
    this.key = key;
  }

  /** Whether someone may be called so. */
  public static boolean validName(String principal) {
    return NAME.matcher(principal).matches();
  }

  /**
   * Reads a key.
   *
   * @throws KeyException the file cannot be read, others may read it, or it holds no such key: one
   *     sentence without anything of the content
   */
  public static SigningKey read(Path file) {
    String text = text(file);
    Matcher owner = OWNER.matcher(text);
    if (!owner.find() || !validName(owner.group(1))) {
      throw new KeyException(
          "The signing key "
              + file
              + " does not say whose it is: it needs a line Principal: NAME.");
    }
    try {
      return new SigningKey(owner.group(1), Pem.privateKey(text));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new KeyException(
          "The file " + file + " holds no Ed25519 key as PKCS#8 in PEM (BEGIN PRIVATE KEY).");
    }
  }

  private static String text(Path file) {
    try {
      if (posix(file)) {
        Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        others.remove(PosixFilePermission.OWNER_READ);
        others.remove(PosixFilePermission.OWNER_WRITE);
        others.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!others.isEmpty()) {
          throw new KeyException(
              "Others than its owner may read the signing key " + file + ": chmod 600 " + file);
        }
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new KeyException("The file " + file + " is too large for a signing key.");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new KeyException("The signing key " + file + " does not exist.");
    } catch (IOException e) {
      throw new KeyException(
          "The signing key " + file + " cannot be read (" + e.getClass().getSimpleName() + ").");
    }
  }

  /**
   * Makes a key and writes it to a new file that only its owner may read.
   *
   * @return the public key in base64, for principals.yml
   * @throws KeyException the file is there already, or cannot be written
   */
  public static String create(String principal, Path file) {
    if (!validName(principal)) {
      throw new KeyException("A principal's name matches " + NAME.pattern() + ".");
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      String text = "Principal: " + principal + "\n" + Pem.of(pair.getPrivate());
      if (posix(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createFile(file);
      }
      Files.writeString(file, text, StandardOpenOption.TRUNCATE_EXISTING);
      return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    } catch (FileAlreadyExistsException e) {
      throw new KeyException("The file " + file + " is there already and is left as it is.");
    } catch (IOException e) {
      throw new KeyException(
          "The file " + file + " cannot be written (" + e.getClass().getSimpleName() + ").");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform since 15 has Ed25519.", e);
    }
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Whose key it is. */
  public String principal() {
    return principal;
  }

  /** Adds the three headers of a signature; content type and body must be final. */
  public void sign(String fullTopic, Headers headers, byte @Nullable [] body) {
    sign(fullTopic, headers, body, Instant.now());
  }

  void sign(String fullTopic, Headers headers, byte @Nullable [] body, Instant now) {
    put(headers, Signed.PRINCIPAL_HEADER, principal);
    put(headers, Signed.TIME_HEADER, now.toString());
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(SignedContent.of(fullTopic, headers, body));
      put(headers, Signed.SIGNATURE_HEADER, Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("An Ed25519 key that was read cannot sign.", e);
    }
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "SigningKey[" + principal + "]";
  }
}
