package io.drover.monitor.web;

import io.drover.monitor.access.Caller;
import io.drover.monitor.access.Gate;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signing in by a page, and out. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class SignInController extends SecuredController {
  private static final Duration LONGEST = Duration.ofHours(12);

  /** A path of this monitor: an address of another one must not be gone to after signing in. */
  private static final Pattern OWN = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e]*");

  private final Gate gate;
  private final SignInPage page = new SignInPage();

  SignInController(Gate gate) {
    this.gate = gate;
  }

  @Get("/sign-in")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> form(HttpRequest<?> request, @QueryValue @Nullable String back) {
    Caller caller = AccessFilter.caller(request);
    return html(page.html(caller, own(back), ""));
  }

  @Post("/sign-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> signIn(HttpRequest<?> request, @Body Map<String, Object> form) {
    String back = own(Objects.toString(form.get("back"), null));
    String token = Objects.toString(form.get("token"), "");
    Gate.SignedIn signedIn = gate.signIn(AccessFilter.knock(request), token);
    String session = signedIn.session();
    if (session == null) {
      var why = Objects.requireNonNull(signedIn.why());
      return html(
          HttpStatus.valueOf(why.status()),
          page.html(AccessFilter.caller(request), back, why.message()));
    }
    return HttpResponse.<String>seeOther(URI.create(back))
        .cookie(cookie(request, session, LONGEST));
  }

  @Post("/sign-out")
  @Consumes(MediaType.ALL)
  HttpResponse<String> signOut(HttpRequest<?> request) {
    String session = AccessFilter.session(request);
    if (session != null) {
      gate.signOut(session);
    }
    return HttpResponse.<String>seeOther(URI.create("/sign-in"))
        .cookie(cookie(request, "", Duration.ZERO));
  }

  private static Cookie cookie(HttpRequest<?> request, String value, Duration age) {
    String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    boolean secure = request.isSecure() || (origin != null && origin.startsWith("https://"));
    return Cookie.of(AccessFilter.SESSION, value)
        .path("/")
        .httpOnly(true)
        .secure(secure)
        .sameSite(SameSite.Strict)
        .maxAge(age);
  }

  private static String own(@Nullable String back) {
    return back != null && OWN.matcher(back).matches() ? back : "/";
  }
}
