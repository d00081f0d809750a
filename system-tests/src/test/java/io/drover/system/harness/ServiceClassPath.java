package io.drover.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The class path of one service: this JVM's without the other services, each folder packed into a
 * jar, as an archive of classes wants jars only.
 */
final class ServiceClassPath {
  private static final Pattern OTHERS =
      Pattern.compile(".*/(backup-service|migration-service|monitor-service|cli)(/.*)?");

  private final Path folder;
  private final Map<Service, String> made = new EnumMap<>(Service.class);

  ServiceClassPath(Path folder) {
    this.folder = folder;
  }

  synchronized String of(Service service) {
    return made.computeIfAbsent(service, this::make);
  }

  private String make(Service service) {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      boolean anothers =
          OTHERS.matcher(entry).matches() && !(entry + "/").contains("/" + service.module() + "/");
      if (!entry.isEmpty() && !anothers && Files.exists(Path.of(entry))) {
        entries.add(Files.isDirectory(Path.of(entry)) ? jar(Path.of(entry)) : entry);
      }
    }
    return String.join(":", entries);
  }

  private String jar(Path classes) {
    Path jar = folder.resolve(Integer.toHexString(classes.hashCode()) + ".jar");
    if (Files.exists(jar)) {
      return jar.toString();
    }
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(path -> !path.equals(classes)).sorted().toList()) {
        String name = classes.relativize(file).toString();
        out.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
        if (!Files.isDirectory(file)) {
          Files.copy(file, out);
        }
        out.closeEntry();
      }
      return jar.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
