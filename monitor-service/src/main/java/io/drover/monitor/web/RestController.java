package io.drover.monitor.web;

import io.drover.monitor.projection.Json;
import io.drover.monitor.projection.Place;
import io.drover.monitor.request.RefusedException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The REST interface: JSON with stable names, instants as ISO-8601, durations in milliseconds. */
abstract class RestController extends SecuredController {
  /**
   * Answers with an entity tag (RFC 9110, section 8.8.3), or with 304 to whoever has just this. The
   * tag is a digest of the answer itself, so that it is the same from every instance.
   */
  static HttpResponse<String> answer(HttpRequest<?> request, Object body) {
    String text = Json.write(body);
    String tag = '"' + digest(text) + '"';
    if (has(request, tag)) {
      return HttpResponse.<String>notModified().header(HttpHeaders.ETAG, tag);
    }
    return with(HttpResponse.ok(text), MediaType.APPLICATION_JSON).header(HttpHeaders.ETAG, tag);
  }

  /** Answers that something is on its way. */
  static HttpResponse<String> accepted(Object body) {
    return with(
        HttpResponse.<String>status(HttpStatus.ACCEPTED).body(Json.write(body)),
        MediaType.APPLICATION_JSON);
  }

  static HttpResponse<String> invalid(String sentence, String where) {
    return problem(HttpStatus.BAD_REQUEST, "INVALID_REQUEST", sentence, "GET " + where);
  }

  static int bounded(int limit) throws RefusedException {
    return Filters.within("limit", limit, Filters.MOST);
  }

  /** The value; null for an empty one. */
  static @Nullable String given(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  /** The place that a page named as next; null without one. */
  static @Nullable Place place(@Nullable String before, String where) throws RefusedException {
    return before == null
        ? null
        : Place.of(before)
            .orElseThrow(
                () ->
                    RefusedException.invalid(
                        "The value of before is not one that a page named as next.",
                        "GET " + where));
  }

  private static boolean has(HttpRequest<?> request, String tag) {
    List<String> given = request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH);
    return given.stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(one -> one.strip().replaceFirst("^W/", ""))
        .anyMatch(one -> one.equals(tag) || one.equals("*"));
  }

  private static String digest(String text) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
