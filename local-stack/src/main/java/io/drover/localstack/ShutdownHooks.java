package io.drover.localstack;

/** Takes hooks back. */
final class ShutdownHooks {
  private ShutdownHooks() {}

  static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already: the hook finds nothing left to do.
      System.getLogger(ShutdownHooks.class.getName())
          .log(System.Logger.Level.TRACE, "shutting down");
    }
  }
}
