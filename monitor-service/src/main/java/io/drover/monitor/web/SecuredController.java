package io.drover.monitor.web;

import io.drover.monitor.access.Answer;
import io.drover.monitor.projection.Json;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Map;

/** Answers with the headers that keep hostile text in events from becoming anything but text. */
public abstract class SecuredController {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
              + " 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          // With no-referrer a browser says Origin: null where a form of our own is sent.
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          HttpHeaders.CACHE_CONTROL,
          "no-store");

  protected static MutableHttpResponse<String> json(Object body) {
    return with(HttpResponse.ok(Json.write(body)), MediaType.APPLICATION_JSON);
  }

  protected static HttpResponse<String> html(String body) {
    return with(HttpResponse.ok(body), MediaType.TEXT_HTML + ";charset=utf-8");
  }

  protected static HttpResponse<String> html(HttpStatus status, String body) {
    return with(HttpResponse.status(status).body(body), MediaType.TEXT_HTML + ";charset=utf-8");
  }

  protected static MutableHttpResponse<String> problem(
      HttpStatus status, String code, String message, String remedy) {
    String body = Json.write(Map.of("code", code, "message", message, "remedy", remedy));
    return with(HttpResponse.status(status).body(body), MediaType.APPLICATION_JSON);
  }

  protected static HttpResponse<String> missing(String sentence, String where) {
    return problem(HttpStatus.NOT_FOUND, "INVALID_REQUEST", sentence, "GET " + where);
  }

  protected static MutableHttpResponse<String> refusal(Answer.Refuse why) {
    MutableHttpResponse<String> response =
        problem(HttpStatus.valueOf(why.status()), why.code(), why.message(), why.remedy());
    if (why.status() == HttpStatus.UNAUTHORIZED.getCode()) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"drover\"");
    }
    if (why.retryAfterSeconds() > 0) {
      response.header(HttpHeaders.RETRY_AFTER, String.valueOf(why.retryAfterSeconds()));
    }
    return response;
  }

  protected static <T> MutableHttpResponse<T> with(MutableHttpResponse<T> response, String type) {
    response.header(HttpHeaders.CONTENT_TYPE, type);
    secured(response);
    return response;
  }

  /** Adds the headers that are not there yet. */
  static void secured(MutableHttpResponse<?> response) {
    HEADERS.forEach(
        (name, value) -> {
          if (!response.getHeaders().contains(name)) {
            response.header(name, value);
          }
        });
  }
}
