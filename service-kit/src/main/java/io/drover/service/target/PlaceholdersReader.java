package io.drover.service.target;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what is put in place of placeholders in scripts. */
final class PlaceholdersReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,62}");

  /** Flyway's own, which stay as they are. */
  private static final String RESERVED = "flyway:";

  private PlaceholdersReader() {}

  /** Those of the section, and of the others all that it does not give anew. */
  static Placeholders read(YamlSection section, Placeholders others) {
    boolean replaced =
        section.parsed("placeholder-replacement", RegistryValues::flag, others.replaced());
    YamlSection values = section.section("placeholders");
    // Flyway knows them in any case.
    Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, String> plain = new LinkedHashMap<>(others.plain());
    Map<String, SecretReference> secret = new LinkedHashMap<>(others.secret());
    for (String name : values.names()) {
      if (!NAME.matcher(name).matches() || name.regionMatches(true, 0, RESERVED, 0, 7)) {
        throw values.error(name, "is no name of a placeholder; flyway: is reserved");
      }
      if (names.put(name, name) != null) {
        throw values.error(name, "is given twice; capitals make no difference");
      }
      plain.keySet().removeIf(name::equalsIgnoreCase);
      secret.keySet().removeIf(name::equalsIgnoreCase);
      String value = values.text(name);
      if (SecretReference.isReference(value)) {
        secret.put(name, new SecretReference(value));
      } else {
        plain.put(name, value);
      }
    }
    return new Placeholders(replaced, plain, secret);
  }
}
