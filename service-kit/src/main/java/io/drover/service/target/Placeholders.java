package io.drover.service.target;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is put in place of {@code ${name}} in scripts. Flyway's own ({@code ${flyway:…}}) are there
 * beside them.
 *
 * @param replaced whether anything is replaced at all
 * @param plain values by name, in the order of the file
 * @param secret where the values lie that nobody may see, by name
 */
public record Placeholders(
    boolean replaced, Map<String, String> plain, Map<String, SecretReference> secret) {
  /** Flyway's own alone. */
  public static final Placeholders NONE = new Placeholders(true, Map.of(), Map.of());

  public Placeholders {
    plain = Collections.unmodifiableMap(new LinkedHashMap<>(plain));
    secret = Collections.unmodifiableMap(new LinkedHashMap<>(secret));
  }
}
