package io.drover.cli.request;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The warnings of a fact as lines for people: of any that has such a field. */
final class Notes {
  private Notes() {}

  static List<String> of(SpecificRecord fact) {
    Schema.Field warnings = fact.getSchema().getField("warnings");
    return warnings != null && fact.get(warnings.pos()) instanceof List<?> texts
        ? texts.stream().map(text -> "note: " + text).toList()
        : List.of();
  }
}
