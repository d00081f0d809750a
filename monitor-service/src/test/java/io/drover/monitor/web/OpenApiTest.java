package io.drover.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document tells of every route under /api, and of no other. */
class OpenApiTest {
  private final Map<String, Method> routes = routes();

  @Test
  void everyRouteIsDocumentedAndNothingElse() throws Exception {
    assertThat(new Contract().routes()).isEqualTo(routes.keySet()).isNotEmpty();
  }

  @Test
  void everyParameterIsDocumentedAndNothingElse() throws Exception {
    Contract contract = new Contract();

    routes.forEach(
        (route, method) -> {
          assertThat(contract.parameters(route, "query"))
              .as(route)
              .isEqualTo(
                  names(
                      method,
                      parameter ->
                          parameter.isAnnotationPresent(QueryValue.class)
                              ? parameter.getName()
                              : ""));
          assertThat(contract.parameters(route, "header"))
              .as(route)
              .isEqualTo(
                  names(
                      method,
                      parameter ->
                          parameter.isAnnotationPresent(Header.class)
                              ? parameter.getAnnotation(Header.class).value()
                              : ""));
        });
  }

  private static Set<String> names(
      Method method, java.util.function.Function<Parameter, String> name) {
    Set<String> names = new TreeSet<>();
    Stream.of(method.getParameters()).map(name).filter(one -> !one.isEmpty()).forEach(names::add);
    return names;
  }

  private static Map<String, Method> routes() {
    Map<String, Method> routes = new TreeMap<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.drover.monitor.web")) {
      if (each.isAnnotatedWith(Controller.class)) {
        Class<?> type = each.reflect();
        String base = type.getAnnotation(Controller.class).value();
        for (Method method : type.getDeclaredMethods()) {
          routes(base, method)
              .filter(one -> one.contains(" /api"))
              .forEach(one -> routes.put(one, method));
        }
      }
    }
    return routes;
  }

  private static Stream<String> routes(String base, Method method) {
    Stream.Builder<String> found = Stream.builder();
    if (method.isAnnotationPresent(Get.class)) {
      found.add("GET " + path(base, method.getAnnotation(Get.class).value()));
    }
    if (method.isAnnotationPresent(Post.class)) {
      found.add("POST " + path(base, method.getAnnotation(Post.class).value()));
    }
    for (var other : Set.of(Put.class, Patch.class, Delete.class)) {
      assertThat(method.isAnnotationPresent(other)).as("%s is not looked at yet", other).isFalse();
    }
    return found.build();
  }

  private static String path(String base, String own) {
    return own.equals("/") ? base : base + own;
  }
}
