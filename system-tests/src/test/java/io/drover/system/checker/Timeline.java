package io.drover.system.checker;

import java.util.Comparator;
import java.util.List;

/** What was told of operations, for tests that look at one thing. */
public final class Timeline {
  private Timeline() {}

  /** Types of all facts and answers of an operation, in their order. */
  public static List<String> of(Scene scene, String kind, String operationId) {
    return new Evidence(scene)
        .facts().getOrDefault(kind + "/" + operationId, List.of()).stream()
            .map(Fact::type)
            .toList();
  }

  /** What facts of this type say in a field of text. */
  public static List<String> text(Scene scene, String type, String field) {
    return new Evidence(scene)
        .facts().values().stream()
            .flatMap(List::stream)
            .filter(fact -> fact.type().equals(type))
            .map(fact -> fact.text(field))
            .toList();
  }

  /**
   * Ids of the operations that have a fact of this type, in the order of these facts within their
   * partition.
   */
  public static List<String> ofType(Scene scene, String type) {
    return new Evidence(scene)
        .facts().values().stream()
            .flatMap(List::stream)
            .filter(fact -> fact.type().equals(type))
            .sorted(Comparator.comparingLong(fact -> fact.record().offset()))
            .map(Fact::operationId)
            .toList();
  }
}
