package io.drover.localstack;

import org.slf4j.LoggerFactory;

/** Turns a library's logger off, where the logging back end is logback. */
final class Loggers {
  private Loggers() {}

  static void off(String name) {
    if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger logger) {
      logger.setLevel(ch.qos.logback.classic.Level.OFF);
    }
  }
}
