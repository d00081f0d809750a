package io.drover.service.schedule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** The ids of requests that recur, by which others find out whether one was made. */
public final class ScheduledRequest {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int HASH_LENGTH = 12;

  private ScheduledRequest() {}

  /**
   * The id of the request for a time: the same whoever makes it, so that even two would be one.
   *
   * @param name what recurs, unique for the database, such as {@code backup/nightly}
   * @param repeats 0 to 9
   */
  public static String operationId(String database, String name, Instant due, int repeats) {
    String id = prefix(database, name) + TIME.format(due);
    return repeats == 0 ? id : id + "-" + repeats;
  }

  /** What the ids of all times of one thing begin with; ids of later times are greater. */
  public static String prefix(String database, String name) {
    byte[] seed = (database + "/" + name).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(seed);
      return "schedule-" + HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH) + "-";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
