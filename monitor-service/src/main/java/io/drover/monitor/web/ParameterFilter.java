package io.drover.monitor.web;

import io.drover.monitor.request.RefusedException;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteMatch;
import io.micronaut.web.router.RouteAttributes;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Refuses parameters that a route of the REST interface does not have. */
@ServerFilter("/api/**")
@Order(-900)
class ParameterFilter {

  @RequestFilter
  @Nullable HttpResponse<?> check(HttpRequest<?> request) {
    if (RouteAttributes.getRouteMatch(request).orElse(null)
        instanceof MethodBasedRouteMatch<?, ?> route) {
      Set<String> known =
          Stream.of(route.getArguments())
              .filter(each -> each.isAnnotationPresent(QueryValue.class))
              .map(each -> each.getName())
              .collect(Collectors.toSet());
      try {
        Filters.only(request.getParameters().names(), known);
      } catch (RefusedException why) {
        return SecuredController.problem(
            HttpStatus.valueOf(why.status()), why.code(), why.message(), why.remedy());
      }
    }
    return null;
  }
}
