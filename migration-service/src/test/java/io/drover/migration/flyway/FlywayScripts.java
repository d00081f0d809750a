package io.drover.migration.flyway;

import io.drover.migration.review.Script;
import io.drover.service.operation.OperationFailure;
import java.io.Reader;
import java.io.StringReader;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.resource.LoadableResource;

/** Scripts from text, split by Flyway's own parser. */
public final class FlywayScripts {
  private FlywayScripts() {}

  public static Script split(String name, String text) throws OperationFailure {
    return new ScriptReader(Flyway.configure().load().getConfiguration(), Map.of())
        .read(new Text(name, text));
  }

  private static final class Text extends LoadableResource {
    private final String name;
    private final String text;

    Text(String name, String text) {
      this.name = name;
      this.text = text;
    }

    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
