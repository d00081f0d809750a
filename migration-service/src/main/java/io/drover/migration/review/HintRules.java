package io.drover.migration.review;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Types that are regretted later; in new tables too, as that is when it is easy. */
final class HintRules {
  static final List<Checked> ALL =
      List.of(
          Checked.info(
              "SMALL_KEY",
              "A primary key, or a serial, of four bytes or less runs out at 2,147,483,647.",
              null,
              "bigint GENERATED ALWAYS AS IDENTITY.",
              HintRules::smallKey),
          column(
              "JSON_COLUMN",
              "A column is of type json: it has no equality, so DISTINCT and GROUP BY fail.",
              "jsonb",
              type -> type.name().equals("json")),
          column(
              "TIMESTAMP_WITHOUT_ZONE",
              "A column is a timestamp without time zone: it names no instant.",
              "timestamptz",
              type -> type.name().equals("timestamp")),
          column(
              "CHAR_COLUMN",
              "A column is of type char(n): it is padded with spaces and no faster.",
              "text",
              type -> type.name().equals("bpchar")));

  private static final Set<String> SMALL = Set.of("int4", "int2");
  private static final Set<String> SMALL_SERIAL =
      Set.of("serial", "serial4", "smallserial", "serial2");

  private HintRules() {}

  private static Checked column(
      String id, String what, String better, Predicate<ColumnType> unwise) {
    return Checked.info(
        id,
        what,
        null,
        better + ".",
        (step, hits) -> {
          for (Column column : added(step)) {
            if (unwise.test(column.type())) {
              hits.add(null, what, "%s %s".formatted(Name.quoted(column.name()), better));
            }
          }
        });
  }

  private static void smallKey(Step step, Hits hits) {
    Set<String> keys = keys(step);
    for (Column column : added(step)) {
      String type = column.type().name();
      if (SMALL_SERIAL.contains(type) || (SMALL.contains(type) && keys.contains(column.name()))) {
        hits.add(
            null,
            "%s has no number left after some billions, and a change to bigint writes the table anew."
                .formatted(Name.quoted(column.name())),
            "%s bigint GENERATED ALWAYS AS IDENTITY".formatted(Name.quoted(column.name())));
      }
    }
  }

  private static List<Column> added(Step step) {
    List<Column> columns = new ArrayList<>();
    if (step.is("CreateStmt")) {
      columns.addAll(Column.ofTable(step.node()));
    }
    step.alterations().stream()
        .filter(part -> part.is("AddColumn"))
        .forEach(part -> columns.add(part.column()));
    return columns;
  }

  /** A key of several columns is not counted up, so none of them runs out. */
  private static Set<String> keys(Step step) {
    Set<String> keys = new HashSet<>();
    added(step).stream().filter(c -> c.has("PRIMARY")).forEach(c -> keys.add(c.name()));
    step.node().list("tableElts").stream()
        .filter(element -> element.text("contype").equals("CONSTR_PRIMARY"))
        .map(element -> element.names("keys"))
        .filter(columns -> columns.size() == 1)
        .forEach(keys::addAll);
    // One that refers to another table has to be of the type that is there.
    added(step).stream().filter(c -> c.has("FOREIGN")).forEach(c -> keys.remove(c.name()));
    step.node().list("tableElts").stream()
        .filter(element -> element.has("pktable"))
        .forEach(element -> keys.removeAll(Set.copyOf(element.names("fk_attrs"))));
    return keys;
  }
}
