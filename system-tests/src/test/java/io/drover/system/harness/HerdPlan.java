package io.drover.system.harness;

import io.drover.localstack.KafkaServer;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a herd stands on. */
public record HerdPlan(
    KafkaServer kafka,
    PostgresServer state,
    PostgresServer target,
    List<String> databases,
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
        null);
  }

  /** The same with another broker. */
  public HerdPlan with(KafkaServer other) {
    return new HerdPlan(other, state, target, databases, backups);
  }

  /** The same with other servers of PostgreSQL. */
  public HerdPlan with(PostgresServer otherState, PostgresServer otherTarget) {
    return new HerdPlan(kafka, otherState, otherTarget, databases, backups);
  }

  /** The same with a repository that holds these backups already. */
  public HerdPlan withBackups(Path folder) {
    return new HerdPlan(kafka, state, target, databases, folder);
  }
}
