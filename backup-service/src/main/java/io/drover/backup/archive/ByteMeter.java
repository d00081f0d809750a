package io.drover.backup.archive;

/** Is told how many bytes have gone by so far; may end the work by its exception. */
@FunctionalInterface
public interface ByteMeter {
  /** Called often; must be quick. */
  void soFar(long bytes) throws InterruptedException;
}
