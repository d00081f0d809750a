package io.drover.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service says of itself at {@code /health}. One that serves may name problems all the same:
 * with a broken databases.yml it goes on by the last good one.
 *
 * @param answer UP when it serves, else what came instead of that
 * @param problems one sentence each; empty when it names none
 */
record Health(String answer, List<String> problems) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String UP = "UP";
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  Health {
    problems = List.copyOf(problems);
  }

  /** Asks the service of this port on this machine. */
  static Health of(int port) {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                  .timeout(PATIENCE)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Health(
          response.statusCode() == OK ? UP : "HTTP " + response.statusCode(),
          problems(response.body()));
    } catch (IOException e) {
      return new Health("no answer within " + PATIENCE.toSeconds() + " s", List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Health("interrupted", List.of());
    }
  }

  boolean serves() {
    return answer.equals(UP);
  }

  boolean isWell() {
    return serves() && problems.isEmpty();
  }

  /** Why it is not well, one sentence each; empty when it is. */
  List<String> reasons() {
    return isWell() || !problems.isEmpty()
        ? problems
        : List.of("GET /health of this process: " + answer + ". Its log says more.");
  }

  String inWords() {
    return problems.isEmpty() ? answer : answer + ": " + String.join(" ", problems);
  }

  private static List<String> problems(String body) {
    List<String> problems = new ArrayList<>();
    try {
      JSON.readTree(body)
          .path("details")
          .properties()
          .forEach(
              part -> {
                String problem = problem(part.getKey(), part.getValue());
                if (!problem.isEmpty()) {
                  problems.add(problem.replaceAll("\\p{Cntrl}", " "));
                }
              });
    } catch (JsonProcessingException e) {
      // Not the answer of a service: its status line says enough.
      return List.of();
    }
    return problems;
  }

  private static String problem(String name, JsonNode part) {
    String named = part.path("details").path("problem").asText("none");
    if (!named.equals("none")) {
      return named;
    }
    String status = part.path("status").asText(UP);
    return status.equals(UP)
        ? ""
        : part.path("details").path("error").asText(name + " is " + status);
  }
}
