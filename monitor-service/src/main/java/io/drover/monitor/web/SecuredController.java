package io.drover.monitor.web;

import io.drover.monitor.projection.Json;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Map;

/** Answers with the headers that keep hostile text in events from becoming anything but text. */
public abstract class SecuredController {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
          + " data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  protected static HttpResponse<String> json(Object body) {
    return with(HttpResponse.ok(Json.write(body)), MediaType.APPLICATION_JSON);
  }

  protected static HttpResponse<String> html(String body) {
    return with(HttpResponse.ok(body), MediaType.TEXT_HTML + ";charset=utf-8");
  }

  protected static HttpResponse<String> html(HttpStatus status, String body) {
    return with(HttpResponse.status(status).body(body), MediaType.TEXT_HTML + ";charset=utf-8");
  }

  protected static HttpResponse<String> problem(
      HttpStatus status, String code, String message, String remedy) {
    String body = Json.write(Map.of("code", code, "message", message, "remedy", remedy));
    return with(HttpResponse.status(status).body(body), MediaType.APPLICATION_JSON);
  }

  protected static <T> MutableHttpResponse<T> with(MutableHttpResponse<T> response, String type) {
    return response
        .header(HttpHeaders.CONTENT_TYPE, type)
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
