package io.drover.system.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The folder of a herd: repository, migrations, secrets, logs and the registry of databases. */
final class HerdFiles {
  private static final String DUMP =
      "CREATE TABLE public.friday (n integer);\n"
          + "INSERT INTO public.friday VALUES (13);\n".repeat(2_000);

  /** Asked where scripts are applied to a database that was restored for it. */
  private static final String CHECKS =
      ", checks: { all are loyal: \"SELECT count(*) = 3 FROM loyalty\" }";

  /** Databases of which no backup comes before their migrations. */
  private static final Set<String> UNSAVED = Set.of(Herd.IN_A_DIRECTORY, Herd.FAILED);

  private static final String APPROVAL =
      "      approval: { operations: [migrate], approvers: [ann, bob] }\n";

  private final Path folder;
  private final HerdMigrations migrations;

  HerdFiles(String id) {
    try {
      folder = Files.createTempDirectory("drover-herd-" + id + "-");
      for (String each : List.of("repository", "copies", "logs", "secrets", "tmp")) {
        Files.createDirectories(folder.resolve(each));
      }
      Files.createDirectories(exchange().resolve("import"));
      Files.writeString(exchange().resolve("import").resolve(Herd.TO_IMPORT), DUMP, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    migrations = new HerdMigrations(at("migrations"));
  }

  Path at(String name) {
    return folder.resolve(name);
  }

  Path repository() {
    return at("repository");
  }

  Path copies() {
    return at("copies");
  }

  Path exchange() {
    return at("exchange");
  }

  HerdMigrations migrations() {
    return migrations;
  }

  Path logs() {
    return at("logs");
  }

  /** Keeps a secret where only this user reads it, and says how a setting refers to it. */
  String secret(String name, String value) {
    Path file = at("secrets").resolve(name);
    try {
      Files.writeString(file, value, UTF_8);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "file:" + file;
  }

  /** Writes the registry of these databases, given by name with their physical names. */
  Path registry(TargetServer target, Map<String, String> databases) {
    StringBuilder yaml =
        new StringBuilder(
            """
            servers:
              main: { host: %s, port: %d, user: %s, password: "%s", ssl-mode: disable }
            repositories:
              copies: { folder: "%s" }
            databases:
            """
                .formatted(
                    target.server().host(),
                    target.server().port(),
                    TargetServer.ROLE,
                    secret("target", target.password()),
                    copies()));
    databases.forEach(
        (name, physical) ->
            yaml.append(
                """
                  %s:
                    server: main
                    name: %s
                    policy:
                      operations: [backup, restore, restore-replace, verify, migrate, maintenance, import, export]
                      retention: { keep-last: 2 }
                      %s
                      verify: { content-hashes: true }
                      backup-before-migration: %s
                      migrations: { locations: ["%s"], baseline-version: "1"%s }
                %s\
                """
                    .formatted(
                        name,
                        physical,
                        name.equals(Herd.COPIED) ? "backup: { copy-to: copies }" : "",
                        !UNSAVED.contains(name),
                        migrations.of(name),
                        name.equals(Herd.IN_A_DIRECTORY) ? CHECKS : "",
                        name.equals(Herd.APPROVED) ? APPROVAL : "")));
    try {
      return Files.writeString(at("databases.yml"), yaml, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes everything, unless {@code -Ddrover.test.keep=true}. */
  void delete() {
    if (!Boolean.getBoolean("drover.test.keep")) {
      TemporaryFolders.delete(folder);
    }
  }
}
