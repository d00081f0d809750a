package io.drover.monitor.web;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The description of the REST interface, for programs that read OpenAPI 3.1. */
@Controller("/api/openapi.yaml")
class OpenApiController extends RestController {
  private static final String TYPE = "application/yaml";

  private final String document = read();

  @Get
  @Produces(TYPE)
  HttpResponse<String> document() {
    return with(HttpResponse.ok(document), TYPE);
  }

  private static String read() {
    try (InputStream in = OpenApiController.class.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is missing from the service");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
