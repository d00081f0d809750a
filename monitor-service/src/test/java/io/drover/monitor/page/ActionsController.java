package io.drover.monitor.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.bus.BusConfig;
import io.drover.bus.Publisher;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Stands for sign-in and for the interface that takes requests, and publishes what it is given. */
@Controller("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Requires(property = "drover.test.actions", value = "true")
class ActionsController {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String WORD = "word-of-the-page";

  private final Publisher publisher;
  private final BusConfig bus;

  ActionsController(Publisher publisher, BusConfig bus) {
    this.publisher = publisher;
    this.bus = bus;
  }

  record Known(String name, boolean operates, boolean approves, String csrf) implements Viewer {}

  /** Whoever brings the cookie is ann, who may do everything. */
  @ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
  @Requires(property = "drover.test.actions", value = "true")
  static class ViewerController {
    @RequestFilter
    void known(HttpRequest<?> request) {
      request
          .getCookies()
          .findCookie("viewer")
          .ifPresent(
              cookie ->
                  request.setAttribute(
                      Viewer.ATTRIBUTE, new Known(cookie.getValue(), true, true, WORD)));
    }
  }

  @Post("/operations")
  HttpResponse<String> operation(@Header("X-Drover-CSRF") String word, @Body String body)
      throws IOException {
    ObjectNode request = (ObjectNode) MAPPER.readTree(body);
    String kind = request.remove("kind").asText();
    if (request.path("reason").asText().equals("refuse this")) {
      return HttpResponse.badRequest(
          "{\"code\":\"INVALID_REQUEST\",\"message\":\"The reason <b>is</b>"
              + " none.\",\"remedy\":\"Give another one.\"}");
    }
    request.put("operationId", UUID.randomUUID().toString());
    publish(kind + "-requested", word, request);
    return HttpResponse.accepted()
        .body(
            MAPPER
                .createObjectNode()
                .put("operationId", request.path("operationId").asText())
                .put("kind", kind)
                .toString());
  }

  @Post("/operations/{id}/control")
  HttpResponse<String> control(
      @PathVariable String id, @Header("X-Drover-CSRF") String word, @Body String body)
      throws IOException {
    ObjectNode control = (ObjectNode) MAPPER.readTree(body);
    publish("operation-control", word, control.put("operationId", id));
    return HttpResponse.accepted().body("{}");
  }

  @Post("/alerts/{id}/control")
  HttpResponse<String> alert(
      @PathVariable String id, @Header("X-Drover-CSRF") String word, @Body String body)
      throws IOException {
    ObjectNode control = (ObjectNode) MAPPER.readTree(body);
    publish("alert-control", word, control.put("alertId", id));
    return HttpResponse.accepted().body("{}");
  }

  private void publish(String topic, String word, JsonNode body) {
    if (!word.equals(WORD)) {
      throw new IllegalArgumentException("The page did not say its word.");
    }
    publisher
        .send(
            new ProducerRecord<>(
                bus.topicPrefix() + topic, body.toString().getBytes(StandardCharsets.UTF_8)))
        .join();
  }
}
