package io.drover.service.intake;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a command asks for, as people read it in {@code OperationAccepted.asked}. */
final class AskedFor {
  private static final Set<String> TOLD_BY_THEMSELVES =
      Set.of("operationId", "database", "requestedBy", "reason", "expiresAt", "labels");
  private static final int LONGEST = 200;

  /** What may be a secret in an address: whom it is opened as, and a signature behind its path. */
  private static final Pattern USER = Pattern.compile("(?<=://)[^/?#\\s,]*@");

  private static final Pattern SIGNATURE = Pattern.compile("[?#][^\\s,]*");

  private AskedFor() {}

  /**
   * The command's own fields by name, without those that are empty or false. Of an address neither
   * the credentials nor the query: more people read facts than requests.
   */
  static Map<String, String> of(SpecificRecord command) {
    Map<String, String> asked = new TreeMap<>();
    for (Schema.Field field : command.getSchema().getFields()) {
      String words = withoutSecrets(words(command.get(field.pos())));
      if (!words.isEmpty() && !TOLD_BY_THEMSELVES.contains(field.name())) {
        asked.put(field.name(), words.length() <= LONGEST ? words : cut(words));
      }
    }
    return asked;
  }

  private static String words(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Boolean flag -> flag ? "true" : "";
      case Collection<?> many ->
          many.stream().map(String::valueOf).collect(Collectors.joining(", "));
      case Map<?, ?> named ->
          named.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .sorted()
              .collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }

  private static String withoutSecrets(String words) {
    return words.contains("://")
        ? SIGNATURE.matcher(USER.matcher(words).replaceAll("…@")).replaceAll("?…")
        : words;
  }

  private static String cut(String words) {
    return words.substring(0, LONGEST - 1) + "…";
  }
}
