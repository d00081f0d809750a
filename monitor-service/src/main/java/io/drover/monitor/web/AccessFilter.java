package io.drover.monitor.web;

import io.drover.monitor.access.Answer;
import io.drover.monitor.access.Caller;
import io.drover.monitor.access.Gate;
import io.drover.monitor.access.Knock;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Lets every request through the gate before anything else looks at it. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-1000)
public class AccessFilter {
  static final String SESSION = "drover-session";
  private static final String CALLER = "drover.caller";

  private final Gate gate;

  AccessFilter(Gate gate) {
    this.gate = gate;
  }

  /** Who asks; for controllers, which are reached only by those who may. */
  public static Caller caller(HttpRequest<?> request) {
    return request
        .getAttribute(CALLER, Caller.class)
        .orElseThrow(() -> new IllegalStateException("The request has not passed the gate."));
  }

  static Knock knock(HttpRequest<?> request) {
    HttpHeaders headers = request.getHeaders();
    return new Knock(
        request.getMethodName(),
        request.getPath(),
        request.getRemoteAddress().getAddress(),
        headers.get(HttpHeaders.HOST),
        headers.get(HttpHeaders.AUTHORIZATION),
        session(request),
        headers.get("X-Drover-CSRF"),
        headers.get(HttpHeaders.ORIGIN),
        headers.get("Sec-Fetch-Site"));
  }

  static @Nullable String session(HttpRequest<?> request) {
    return request.getCookies().findCookie(SESSION).map(Cookie::getValue).orElse(null);
  }

  /** Off the event loop: a key set may have to be fetched. */
  @RequestFilter
  @ExecuteOn(TaskExecutors.BLOCKING)
  @Nullable HttpResponse<?> enter(HttpRequest<?> request) {
    return switch (gate.ask(knock(request))) {
      case Answer.Enter known -> {
        request.setAttribute(CALLER, known.caller());
        yield null;
      }
      case Answer.Refuse refused -> refusal(request, refused);
    };
  }

  @ResponseFilter
  void secure(MutableHttpResponse<?> response) {
    SecuredController.secured(response);
  }

  private static HttpResponse<?> refusal(HttpRequest<?> request, Answer.Refuse refused) {
    boolean page = HttpStatus.UNAUTHORIZED.getCode() == refused.status() && html(request);
    return page
        ? HttpResponse.seeOther(URI.create("/sign-in?back=" + Show.encoded(request.getPath())))
        : SecuredController.refusal(refused);
  }

  private static boolean html(HttpRequest<?> request) {
    String accepted = request.getHeaders().get(HttpHeaders.ACCEPT);
    return request.getMethodName().equals("GET")
        && accepted != null
        && accepted.contains("text/html");
  }
}
