package io.drover.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Flyway's own program, in a process of its own, with its own libraries. */
record FlywayCommandLine(Workbench bench, Path folder) {
  /** Where the build puts it. */
  private static final String LIBRARIES = Path.of("target", "flyway-cli", "*").toString();

  /** State of each migration, after its script or description. */
  List<String> info() throws IOException, InterruptedException {
    List<String> states = new ArrayList<>();
    for (JsonNode each : run("info").path("migrations")) {
      String file = Path.of(each.path("filepath").asText()).toString();
      String name =
          file.isEmpty()
              ? each.path("description").asText()
              : String.valueOf(Path.of(file).getFileName());
      states.add(name + " " + each.path("state").asText());
    }
    return states;
  }

  /** Whether it finds that history and folder fit. */
  boolean validates() throws IOException, InterruptedException {
    return run("validate").path("validationSuccessful").asBoolean();
  }

  private JsonNode run(String command) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(),
            "-cp",
            LIBRARIES,
            "org.flywaydb.commandline.Main",
            "-url=" + bench.server().jdbcUrl(bench.database()),
            "-user=" + bench.server().superuser(),
            "-locations=filesystem:" + folder,
            "-mixed=true",
            "-outputType=json",
            command);
    builder.environment().put("FLYWAY_PASSWORD", bench.server().password());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IOException("Flyway's command line does not end.");
      }
      return new ObjectMapper().readTree(told);
    } finally {
      process.destroyForcibly();
    }
  }
}
