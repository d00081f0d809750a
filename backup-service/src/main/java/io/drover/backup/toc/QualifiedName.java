package io.drover.backup.toc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A name in a schema, both exactly as the catalogue has them. */
public record QualifiedName(String schema, String name) {
  private static final String PART = "(?:\"((?:[^\"]|\"\")+)\"|([^\".]+))";
  private static final Pattern FORM = Pattern.compile(PART + "\\." + PART, Pattern.DOTALL);

  /**
   * A name as a request writes it: {@code schema.name}, each part as it is or, where it holds a dot
   * or a quote, in double quotes with those in it doubled. No letter changes its case. Empty when
   * it has another form.
   */
  public static Optional<QualifiedName> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new QualifiedName(part(matcher, 1), part(matcher, 3)))
        : Optional.empty();
  }

  private static String part(Matcher matcher, int quoted) {
    String inQuotes = matcher.group(quoted);
    return inQuotes == null ? matcher.group(quoted + 1) : inQuotes.replace("\"\"", "\"");
  }

  /** In the form that {@link #parse} reads. */
  @Override
  public String toString() {
    return written(schema) + "." + written(name);
  }

  private static String written(String part) {
    return part.indexOf('.') < 0 && part.indexOf('"') < 0
        ? part
        : "\"" + part.replace("\"", "\"\"") + "\"";
  }
}
