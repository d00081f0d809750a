package io.drover.localstack;

/**
 * A program that the local stack needs is not installed; the remedy is the one command that
 * installs it.
 */
public final class MissingProgramException extends LocalStackException {
  MissingProgramException(String message, String installCommand) {
    super(message, installCommand);
  }
}
