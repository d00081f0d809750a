package io.drover.system.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The folder of a herd: repository, migrations, secrets, logs and the registry of databases. */
final class HerdFiles {
  private static final Map<String, String> MIGRATIONS =
      Map.of(
          "V2__loyalty.sql",
          "CREATE TABLE loyalty (id integer); INSERT INTO loyalty VALUES (1);",
          "V3__more_loyalty.sql",
          "INSERT INTO loyalty VALUES (2); ALTER TABLE customer ADD COLUMN points integer;",
          "V4__loyalty_index.sql",
          "CREATE INDEX CONCURRENTLY loyalty_id ON loyalty (id); INSERT INTO loyalty VALUES (3);");

  private static final String DUMP =
      "CREATE TABLE public.friday (n integer);\n"
          + "INSERT INTO public.friday VALUES (13);\n".repeat(2_000);

  private static final String APPROVAL =
      "      approval: { operations: [migrate], approvers: [ann, bob] }\n";

  private final Path folder;

  HerdFiles(String id) {
    try {
      folder = Files.createTempDirectory("drover-herd-" + id + "-");
      for (String each : List.of("repository", "copies", "logs", "migrations", "secrets", "tmp")) {
        Files.createDirectories(folder.resolve(each));
      }
      Files.createDirectories(exchange().resolve("import"));
      Files.writeString(exchange().resolve("import").resolve(Herd.TO_IMPORT), DUMP, UTF_8);
      for (Map.Entry<String, String> each : MIGRATIONS.entrySet()) {
        Files.writeString(migrations().resolve(each.getKey()), each.getValue(), UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  Path migrations() {
    return at("migrations");
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
                      migrations: { locations: ["%s"], baseline-version: "1" }
                %s\
                """
                    .formatted(
                        name,
                        physical,
                        name.equals(Herd.COPIED) ? "backup: { copy-to: copies }" : "",
                        !name.equals("delta"),
                        migrations(),
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
