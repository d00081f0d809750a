package io.drover.backup.swap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is noted on a database that is not, or not for ever, in service. It stands in the database's
 * comment: that changes in one transaction with the name and needs ownership only, where a setting
 * of a name of our own needs a superuser.
 *
 * @param operationId operation that put the mark there
 * @param name name that the database has, or had, in service
 * @param oid the database's own identity: a comment that was copied to another one says nothing
 * @param until when it may be dropped, by the server's clock; null when it may not
 * @param before what the mark stands in the place of
 * @param arrival what came in its place; null when nothing did
 */
public record Mark(
    State state,
    String operationId,
    String name,
    long oid,
    @Nullable Instant until,
    Before before,
    @Nullable Arrived arrival) {
  static final String SIGN = "drover:{";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Why a database is marked. */
  public enum State {
    /** Its connections are refused, as it is about to be replaced. */
    FENCED("About to be replaced by Drover."),
    /** It was replaced and can be put back. */
    KEPT("Kept by Drover, as another database took its place; ./drover undo puts it back."),
    /** A backup was restored into it; the comment that it had comes back at once. */
    RESTORED("Restored in place by Drover."),
    /** It is dropped by itself. */
    SCRATCH("A scratch database of Drover, which is dropped by itself.");

    private final String sentence;

    State(String sentence) {
      this.sentence = sentence;
    }
  }

  /** What is restored when the mark goes. */
  public record Before(@Nullable String comment, boolean allowConnections) {}

  /**
   * The database that came in its place.
   *
   * @param name its name before
   * @param comment its comment before; of a mark only what {@link #brief} leaves
   */
  public record Arrived(String name, @Nullable String comment) {}

  /** A field that is missing is refused here. */
  public Mark {
    Objects.requireNonNull(state);
    Objects.requireNonNull(operationId);
    Objects.requireNonNull(name);
    Objects.requireNonNull(before);
  }

  /**
   * The mark without the comment that it stands in the place of and without what came in its place:
   * a mark in which another one lies whole would grow with every undo.
   */
  public Mark brief() {
    return with(new Before(null, before.allowConnections()), null);
  }

  /** The brief mark of a database that has this comment of its own. */
  Mark withComment(@Nullable String comment) {
    return with(new Before(comment, before.allowConnections()), arrival);
  }

  private Mark with(Before instead, @Nullable Arrived came) {
    return new Mark(state, operationId, name, oid, until, instead, came);
  }

  /** The comment that holds the mark. */
  public String text() {
    try {
      return state.sentence + "\ndrover:" + MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a mark cannot be written as JSON", e);
    }
  }

  /** The mark of the database of this identity; empty when its comment is anything else. */
  static Optional<Mark> parse(@Nullable String comment, long oid) {
    int sign = comment == null ? -1 : comment.indexOf(SIGN);
    if (comment == null || sign < 0) {
      return Optional.empty();
    }
    try {
      String json = comment.substring(sign + SIGN.length() - 1);
      return Optional.ofNullable(MAPPER.readValue(json, Mark.class))
          .filter(mark -> mark.oid() == oid);
    } catch (JsonProcessingException e) {
      // What a stranger wrote there.
      return Optional.empty();
    }
  }
}
