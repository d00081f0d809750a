package io.drover.localstack;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM that starts both servers, says so and waits to be killed. */
final class StackHolder {
  private StackHolder() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean die = Boolean.parseBoolean(arguments[1]);
    LocalPostgres postgres =
        LocalPostgres.at(folder.resolve("postgres")).dieWithParent(die).start();
    LocalKafka kafka = LocalKafka.at(folder.resolve("kafka")).dieWithParent(die).start();
    System.out.println("ready " + postgres.port() + " " + kafka.bootstrapServers());
    new CountDownLatch(1).await();
  }
}
