package io.drover.monitor.web;

import io.drover.monitor.request.RefusedException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in place of any controller that could not. */
@Controller
class ProblemController extends RestController {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemController.class);

  @Error(global = true)
  HttpResponse<String> refused(RefusedException why) {
    return problem(HttpStatus.valueOf(why.status()), why.code(), why.message(), why.remedy());
  }

  @Error(global = true)
  HttpResponse<String> away(SQLException failure) {
    LOG.warn("request not answered: {}", failure.getMessage());
    return problem(
        HttpStatus.SERVICE_UNAVAILABLE,
        "INTERNAL",
        "The monitor's state database does not answer.",
        "GET /health");
  }
}
