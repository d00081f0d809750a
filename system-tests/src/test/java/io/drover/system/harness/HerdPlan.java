package io.drover.system.harness;

import io.drover.localstack.KafkaServer;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a herd stands on.
 *
 * @param databases names of those that have contents
 * @param empty names of those that have none, but for what their scripts say
 */
public record HerdPlan(
    KafkaServer kafka,
    PostgresServer state,
    PostgresServer target,
    List<String> databases,
    List<String> empty,
    @Nullable Path backups) {
  /**
   * The shared broker and PostgreSQL of this JVM, and five databases of which alpha has a backup.
   */
  public static HerdPlan shared() {
    return new HerdPlan(
        TestStack.kafka(),
        TestStack.postgres(),
        TestStack.postgres(),
        List.of("alpha", "beta", "gamma", "delta", "epsilon"),
        List.of(),
        null);
  }

  /** The same with another broker. */
  public HerdPlan with(KafkaServer other) {
    return new HerdPlan(other, state, target, databases, empty, backups);
  }

  /** The same with other servers of PostgreSQL. */
  public HerdPlan with(PostgresServer otherState, PostgresServer otherTarget) {
    return new HerdPlan(kafka, otherState, otherTarget, databases, empty, backups);
  }

  /** The same with more databases, which are empty. */
  public HerdPlan withEmpty(List<String> names) {
    return new HerdPlan(kafka, state, target, databases, names, backups);
  }

  /** Names of all databases. */
  List<String> names() {
    return Stream.concat(databases.stream(), empty.stream()).toList();
  }

  /** The same with a repository that holds these backups already. */
  public HerdPlan withBackups(Path folder) {
    return new HerdPlan(kafka, state, target, databases, empty, folder);
  }
}
