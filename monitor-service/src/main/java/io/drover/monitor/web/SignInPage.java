package io.drover.monitor.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.drover.monitor.access.Caller;
import java.util.Map;

/** The page by which people sign in. Thread-safe. */
final class SignInPage {
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, SignInPage.class.getClassLoader(), "io.drover.monitor.web.pages");

  /**
   * The page.
   *
   * @param back where one comes from
   * @param problem why signing in did not work; empty for nothing
   */
  String html(Caller caller, String back, String problem) {
    StringOutput output = new StringOutput();
    templates.render(
        "signIn.jte", Map.of("name", caller.name(), "back", back, "problem", problem), output);
    return output.toString();
  }
}
