package io.drover.backup.repository;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Id of a backup and name of its directory: {@code 20261121T120102Z-1a2b3c4d}.
 *
 * <p>It depends on the operation alone, so that all attempts of an operation meet in one directory
 * and at one commit point. Ids sort by the acceptance of their operations.
 */
public record BackupId(String value) implements Comparable<BackupId> {
  private static final Pattern FORM = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Refuses anything that is not of the form, so that an id is always safe as a file name. */
  public BackupId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of a backup");
    }
  }

  /** The id of the backup that this operation makes. */
  public static BackupId of(String kind, String operationId, Instant acceptedAt) {
    return new BackupId(
        TIME.format(acceptedAt) + "-" + hash(kind + "/" + operationId).substring(0, 8));
  }

  /** The id in a text that may come from anywhere; empty when it is none. */
  public static Optional<BackupId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new BackupId(text)) : Optional.empty();
  }

  /** SHA-256 of a text as 64 lower-case hexadecimal digits. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(BackupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
