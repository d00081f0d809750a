package io.drover.migration.flyway;

import io.drover.migration.review.Script;
import io.drover.service.operation.OperationFailure;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Scripts from text, split by Flyway's own parser. */
public final class FlywayScripts {
  private FlywayScripts() {}

  public static Script split(String name, String text) throws OperationFailure {
    return new ScriptReader(Flyway.configure().load().getConfiguration(), Map.of())
        .read(name, text);
  }
}
