package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseEntryTest {
  @TempDir private Path folder;

  @Test
  void whatStandsAtItsUrlIsNamedInsteadOfTheServer() throws Exception {
    assertThat(front("")).isEqualTo("main db.internal:5432");
    assertThat(front("url: jdbc:postgresql://pooler.internal:6432/shop"))
        .isEqualTo("main, through the url of shop, pooler.internal:6432");
    assertThat(front("url: 'jdbc:postgresql://one:6432,two:6433/shop?targetServerType=primary'"))
        .isEqualTo("main, through the url of shop, one:6432");
    assertThat(front("url: jdbc:postgresql://pooler.internal/shop"))
        .isEqualTo("main, through the url of shop, pooler.internal:5432");
  }

  private String front(String url) throws Exception {
    Path file = folder.resolve("databases.yml");
    Files.writeString(
        file,
        """
        servers:
          main: { host: db.internal, port: 5432, user: drover, password: "env:HOME", ssl-mode: disable }
        databases:
          shop:
            server: main
            %s
        """
            .formatted(url));
    try (DatabaseRegistry registry = DatabaseRegistry.open(file)) {
      ServerEntry front = registry.find("shop").orElseThrow().front();
      return front.name() + " " + front.host() + ":" + front.port();
    }
  }
}
