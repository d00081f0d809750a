package io.drover.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How the services are started: class path, flags, and an archive of classes each, made once. */
final class Launcher {
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx160m",
          "-XX:+UseCompactObjectHeaders",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Path folder;
  private final ServiceClassPath classPath;

  Launcher() {
    try {
      folder = Files.createTempDirectory("drover-system-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryFolders.delete(folder)));
    classPath = new ServiceClassPath(folder);
  }

  /** The command that runs the service; a first run makes its archive when it ends by SIGTERM. */
  List<String> command(Service service, Map<String, String> properties) {
    Path archive = folder.resolve(service.module() + ".jsa");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(FLAGS);
    // Not an AOT cache: as quick here, and that of JDK 25 mixes up adapters (JDK-8364929).
    command.add(
        (Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath.of(service), service.mainClass()));
    return command;
  }
}
