package io.drover.bus;

/** A step of a transaction did not succeed. */
public abstract sealed class TransactionFailure extends Exception {

  private TransactionFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Another producer of the same transactional id took over: make a new one, or stop. */
  public static final class Fenced extends TransactionFailure {
    Fenced(Throwable cause) {
      super("Another producer has taken over this transactional id.", cause);
    }
  }

  /** The commit may have happened or not: make a new producer and look. */
  public static final class UnknownOutcome extends TransactionFailure {
    UnknownOutcome(Throwable cause) {
      super("The broker did not say whether the transaction is committed.", cause);
    }
  }

  /** Nothing of the transaction is visible: abort and try again. */
  public static final class Retriable extends TransactionFailure {
    Retriable(Throwable cause) {
      super("The transaction could not be carried out and was not committed.", cause);
    }
  }
}
