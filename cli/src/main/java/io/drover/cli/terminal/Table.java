package io.drover.cli.terminal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A table with aligned columns. Not thread-safe. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> heads;
  private final Set<Integer> rightAligned = new HashSet<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  private record Cell(String text, List<Style> styles) {}

  /** A table with these column heads; one that ends with {@code >} is aligned to the right. */
  public Table(String... columns) {
    List<String> names = new ArrayList<>();
    for (String column : columns) {
      if (column.endsWith(">")) {
        rightAligned.add(names.size());
      }
      names.add(column.replaceFirst(">$", ""));
    }
    heads = List.copyOf(names);
  }

  /** Adds a row, in which the state column (if any) is coloured by what it says. */
  public void row(Object... cells) {
    List<Cell> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = printable(String.valueOf(cell));
      row.add(new Cell(text, style(heads.get(row.size()), text)));
    }
    rows.add(row);
  }

  /** What others wrote must not steer the terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static List<Style> style(String head, String text) {
    if (!head.equals("STATE")) {
      return List.of();
    }
    return switch (text) {
      case "succeeded", "up" -> List.of(Style.GREEN);
      case "failed", "rejected", "refused", "down" -> List.of(Style.RED);
      case "cancelled", "degraded" -> List.of(Style.YELLOW);
      default -> List.of(Style.CYAN);
    };
  }

  /** Whether it has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes the table. */
  public void print(Terminal terminal) {
    int[] widths = new int[heads.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          rows.stream()
              .mapToInt(row -> row.get(column).text().length())
              .reduce(heads.get(i).length(), Math::max);
    }
    terminal.line(
        line(
            terminal,
            heads.stream().map(head -> new Cell(head, List.of(Style.DIM))).toList(),
            widths));
    rows.forEach(row -> terminal.line(line(terminal, row, widths)));
  }

  private String line(Terminal terminal, List<Cell> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String blanks = " ".repeat(widths[i] - cell.text().length());
      String text = cell.text();
      for (Style style : cell.styles()) {
        text = terminal.styled(style, text);
      }
      line.append(i == 0 ? "" : GAP);
      line.append(rightAligned.contains(i) ? blanks + text : text + blanks);
    }
    return line.toString().stripTrailing();
  }
}
