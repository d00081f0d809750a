package io.drover.service.target;

/**
 * A secret that is not where its reference says. The message names the reference, never a value.
 */
public final class UnresolvedSecretException extends RuntimeException {
  UnresolvedSecretException(String reference, String why) {
    super("The secret " + reference + " cannot be read: " + why + ".");
  }
}
