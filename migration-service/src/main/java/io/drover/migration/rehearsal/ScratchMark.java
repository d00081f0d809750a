package io.drover.migration.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the backup service writes into the comment of a scratch database that it made.
 *
 * @param operationId of the restore
 */
record ScratchMark(String operationId) {
  private static final String SIGN = "drover:{";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The mark of the scratch database of this identity; empty for any other database. */
  static Optional<ScratchMark> parse(@Nullable String comment, long oid) {
    int sign = comment == null ? -1 : comment.indexOf(SIGN);
    if (comment == null || sign < 0) {
      return Optional.empty();
    }
    try {
      JsonNode mark = MAPPER.readTree(comment.substring(sign + SIGN.length() - 1));
      boolean scratch =
          mark.path("state").asText().equals("SCRATCH") && mark.path("oid").asLong() == oid;
      return scratch
          ? Optional.of(new ScratchMark(mark.path("operationId").asText()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      // What a stranger wrote there.
      return Optional.empty();
    }
  }
}
