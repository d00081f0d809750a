package io.drover.migration.flyway;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.parser.Token;
import org.flywaydb.core.internal.sqlscript.SqlScriptMetadata;
import org.flywaydb.database.postgresql.PostgreSQLParser;
import org.jspecify.annotations.Nullable;

/** Flyway's parser without a connection, which keeps the text that its line numbers are about. */
final class SplittingParser extends PostgreSQLParser {
  private String text = "";

  SplittingParser(Configuration configuration, Map<String, String> placeholders) {
    super(configuration, context(placeholders));
  }

  /** The script that was read last, placeholders replaced. */
  String text() {
    return text;
  }

  @Override
  protected Reader replacePlaceholders(Reader reader, SqlScriptMetadata metadata) {
    StringWriter all = new StringWriter();
    try (Reader replaced = super.replacePlaceholders(reader, metadata)) {
      replaced.transferTo(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text = all.toString();
    return new StringReader(text);
  }

  /** Flyway asks the server's version for ALTER TYPE alone: since 12 it runs in a transaction. */
  @Override
  protected @Nullable Boolean detectCanExecuteInTransaction(
      String simplified, List<Token> keywords) {
    return simplified.startsWith("ALTER TYPE")
        ? null
        : super.detectCanExecuteInTransaction(simplified, keywords);
  }

  private static ParsingContext context(Map<String, String> placeholders) {
    ParsingContext context = new Serverless();
    context.getPlaceholders().putAll(placeholders);
    return context;
  }

  /**
   * Flyway asks for the server at every token and gets over it when there is none. One exception
   * without a trace for all of them spares most of the time that a script takes.
   */
  private static final class Serverless extends ParsingContext {
    private final NoServer noServer = new NoServer();

    @Override
    public Database<?> getDatabase() {
      throw noServer;
    }
  }

  private static final class NoServer extends RuntimeException {
    NoServer() {
      super("scripts are split without a connection", null, false, false);
    }
  }
}
