package io.drover.service.operation;

/**
 * Hears of every named step that a service passes, on the thread that passes it, before it goes on.
 * The steps are those between which a sudden end is most telling.
 */
@FunctionalInterface
public interface StepListener {
  /** Hears and does nothing. */
  StepListener NONE = (operation, step) -> {};

  /**
   * @param operation kind/operationId, or empty for a step that belongs to no single operation
   * @param step name of the step
   */
  void reached(String operation, String step);
}
