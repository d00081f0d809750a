package io.drover.migration.execution;

/** How a statement of a script outside a transaction is run. */
sealed interface Kind {
  /**
   * In a transaction together with the record that it was done, so that its outcome is always
   * known.
   *
   * @param otherwise how it is run when PostgreSQL turns out to refuse it in a transaction
   */
  record InTransaction(OutsideStep otherwise) implements Kind {}

  /** It changes nothing but the session: it is run again by each attempt and not recorded. */
  record OfTheSession() implements Kind {}

  /** It begins or ends a transaction, which would part a statement from its record. */
  record TransactionControl() implements Kind {}

  /** In no transaction; what became of it is found in the catalogue. */
  record Outside(OutsideStep step) implements Kind {}
}
