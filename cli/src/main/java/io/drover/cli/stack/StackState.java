package io.drover.cli.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What runs, as {@code stack.json} in the stack's folder tells other processes.
 *
 * @param mode name of the folder: stack or demo
 * @param kafka bootstrap servers
 * @param postgres host and port
 * @param postgresFolder where PostgreSQL's data lies
 * @param page address of the page
 * @param databases path of databases.yml
 * @param members its processes, the one that started them first
 */
public record StackState(
    String mode,
    String kafka,
    String postgres,
    String postgresFolder,
    String page,
    String databases,
    List<Member> members) {

  private static final String FILE = "stack.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Copies the members. */
  public StackState {
    members = List.copyOf(members);
  }

  /** The state of the stack that runs: {@code up}'s, else the demonstration's. */
  public static Optional<StackState> running(Path home) {
    return all(home).filter(StackState::isRunning).findFirst();
  }

  static Stream<StackState> all(Path home) {
    return Stream.of("stack", "demo").flatMap(mode -> read(home.resolve(mode)).stream());
  }

  /** What the folder's file says; empty when there is none or it cannot be read. */
  static Optional<StackState> read(Path folder) {
    try {
      Path file = folder.resolve(FILE);
      return Files.exists(file)
          ? Optional.of(JSON.readValue(file.toFile(), StackState.class))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether one of its servers or services lives. */
  boolean isRunning() {
    return members.stream().skip(1).anyMatch(Member::isAlive);
  }

  void write(Path folder) {
    try {
      Path unfinished = folder.resolve(FILE + ".unfinished");
      Files.write(unfinished, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
      Files.move(
          unfinished,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliFailure(
          "The folder " + folder + " cannot be written: " + e.getMessage(), "ls -ld " + folder, e);
    }
  }

  static void remove(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new CliFailure(
          "The file " + folder.resolve(FILE) + " cannot be removed: " + e.getMessage(),
          "rm " + folder.resolve(FILE),
          e);
    }
  }

  /** The state as one line of JSON. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of strings and numbers is always JSON.", e);
    }
  }
}
