package io.drover.cli;

import java.nio.file.Path;

/** Where the libraries' log goes: to a file, never between the lines of the terminal. */
final class Logging {
  private Logging() {}

  /** Must be called before the first logger is made. */
  static void toFileBelow(Path home) {
    System.setProperty("drover.cli.log", home.resolve("logs").resolve("drover.log").toString());
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/drover/cli/cli-logback.xml");
    }
    // Other providers on the class path (Kafka's broker brings one) would be named on stderr.
    System.setProperty("slf4j.provider", "ch.qos.logback.classic.spi.LogbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }
}
