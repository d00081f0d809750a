package io.drover.monitor.web;

import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/** Gives what the server itself refuses the form of all other errors. */
@Factory
class ProblemFactory {
  private static final String REMEDY = "GET /api/openapi.yaml says what there is.";

  @Singleton
  ErrorResponseProcessor<String> problems() {
    return (context, response) -> {
      HttpStatus status = HttpStatus.valueOf(response.code());
      String code = response.code() >= 500 ? "INTERNAL" : "INVALID_REQUEST";
      var problem = SecuredController.problem(status, code, sentence(context, status), REMEDY);
      response
          .getHeaders()
          .forEachValue(
              (name, value) -> {
                if (!problem.getHeaders().contains(name)) {
                  problem.header(name, value);
                }
              });
      return problem;
    };
  }

  private static String sentence(ErrorContext context, HttpStatus status) {
    return switch (status.getCode()) {
      case 404 -> "There is nothing under this address.";
      case 405 -> "This address does not take the method.";
      case 413 ->
          // A head that is too long is told of a request that stands for the one nobody could read.
          context.getRequest().getMethod().permitsRequestBody()
              ? "The body is larger than 64 kB."
              : "The address is longer than 4 kB, or the headers are longer than 8 kB.";
      case 415 -> "The body must be JSON, with Content-Type: application/json.";
      case 400 ->
          context.getErrors().stream()
              .findFirst()
              .flatMap(error -> error.getPath())
              .map(path -> "The value of " + path.replaceFirst("^/", "") + " is not valid.")
              .orElse("A parameter is missing or not valid.");
      default -> status.getReason() + ".";
    };
  }
}
