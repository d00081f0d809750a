package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.Set;

/** Statements that take longer the more rows there are. */
final class Scans {
  private static final Set<String> REWRITES =
      Set.of("SetLogged", "SetUnLogged", "SetTableSpace", "SetAccessMethod");

  private Scans() {}

  static boolean isLong(Step step) {
    return switch (step.node().kind()) {
      case "IndexStmt", "ReindexStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" ->
          !step.isNew(step.table());
      case "InsertStmt" -> isQuery(step.node().at("selectStmt"));
      case "CopyStmt", "RefreshMatViewStmt", "ClusterStmt", "CreateTableAsStmt", "DoStmt" -> true;
      default -> step.alterations().stream().anyMatch(part -> scans(step, part));
    };
  }

  /** Rows that the script states itself are few. */
  private static boolean isQuery(Node source) {
    return source.has("fromClause") || source.has("withClause") || source.has("larg");
  }

  private static boolean scans(Step step, Alteration part) {
    if (step.isNew(part.table())) {
      return false;
    }
    if (part.is("AddColumn")) {
      return rewrites(part.column());
    }
    if (part.is("AddConstraint")) {
      return !part.notValid() && part.definition().text("indexname").isEmpty();
    }
    return part.is("ValidateConstraint")
        || part.is("AlterColumnType")
        || rewrites(part)
        || (part.is("SetNotNull") && !step.schema().provenNotNull(part.table(), part.subject()));
  }

  static boolean rewrites(Alteration part) {
    return REWRITES.contains(part.node().text("subtype").replaceFirst("^AT_", ""));
  }

  static boolean rewrites(Column column) {
    return column.numbered() || column.computed() || Volatility.mayChange(column.defaultValue());
  }
}
