package io.drover.migration.flyway;

import io.drover.migration.execution.ScriptShape;
import io.drover.migration.review.Script;
import io.drover.migration.review.ScriptStatement;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/**
 * Splits scripts as Flyway will when it runs them: by its own parser, with its placeholders and the
 * script's own settings (the file {@code <script>.conf}). Thread-safe.
 */
public final class ScriptReader {
  private final Configuration configuration;
  private final Map<String, String> builtIn;

  /**
   * A reader for the scripts of one database.
   *
   * @param builtIn values of those of Flyway's own placeholders that only a connection tells, by
   *     their whole names, as {@code flyway:database}; that of the file's name is not needed
   */
  public ScriptReader(Configuration configuration, Map<String, String> builtIn) {
    this.configuration = configuration;
    this.builtIn = Map.copyOf(builtIn);
  }

  /**
   * The same of a text that lies in no folder.
   *
   * @param name the file's name, by which its settings are found
   */
  public Script read(String name, String text) throws OperationFailure {
    return read(new ScriptText(name, text));
  }

  /**
   * Reads all of a script.
   *
   * @throws OperationFailure {@code MIGRATION_FAILED} Flyway cannot split it, so it could not run
   *     it either: a quote is not closed, a placeholder has no value
   */
  public Script read(LoadableResource resource) throws OperationFailure {
    SplittingParser parser = new SplittingParser(configuration, builtIn);
    try {
      SqlScriptMetadata metadata =
          SqlScriptMetadata.fromResource(
              SqlScriptMetadata.getMetadataResource(configuration.getResourceProvider(), resource),
              parser,
              configuration);
      List<ScriptStatement> statements = statements(parser, resource, metadata);
      return script(resource.getFilename(), parser.text(), statements, metadata);
    } catch (FlywayException | UncheckedIOException e) {
      throw failure(resource.getFilename(), e);
    }
  }

  private static List<ScriptStatement> statements(
      SplittingParser parser, LoadableResource resource, SqlScriptMetadata metadata) {
    List<ScriptStatement> statements = new ArrayList<>();
    try (SqlStatementIterator found = parser.parse(resource, metadata)) {
      while (found.hasNext()) {
        SqlStatement one = found.next();
        statements.add(
            new ScriptStatement(one.getLineNumber(), one.getSql(), one.canExecuteInTransaction()));
      }
    }
    return statements;
  }

  /** As {@link ShapedScript} will have it. */
  private Script script(
      String name, String text, List<ScriptStatement> statements, SqlScriptMetadata metadata) {
    ScriptShape shape = new ScriptShape();
    statements.forEach(each -> shape.add(each.sql()));
    boolean all =
        !shape.outsideTransaction() && statements.stream().allMatch(ScriptStatement::inTransaction);
    @Nullable Boolean stated = metadata.executeInTransaction();
    boolean wanted = stated == null ? configuration.isExecuteInTransaction() : stated;
    boolean alone = statements.size() == 1;
    return new Script(name, text, statements, wanted && all, wanted && !all && !alone);
  }

  /** Flyway's message may quote the statement, which may hold a secret. */
  private static OperationFailure failure(String script, RuntimeException cause) {
    String message = String.valueOf(cause.getMessage());
    int placeholder = message.indexOf("No value provided for placeholder");
    String reason =
        placeholder >= 0
            ? FlywayErrors.oneLine(message.substring(placeholder))
            : "a quote, a comment or a block is not closed, or the file is not in its encoding.";
    return OperationFailure.of(
            FailureCode.MIGRATION_FAILED,
            "The migration " + script + " cannot be split into statements: " + reason,
            "Correct " + script + ", and request the migration again.")
        .causedBy(cause);
  }
}
