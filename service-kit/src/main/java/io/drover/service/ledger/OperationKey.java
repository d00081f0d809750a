package io.drover.service.ledger;

/** Identity of an operation. */
public record OperationKey(String kind, String operationId) implements Comparable<OperationKey> {
  @Override
  public int compareTo(OperationKey other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : operationId.compareTo(other.operationId);
  }

  @Override
  public String toString() {
    return kind + "/" + operationId;
  }
}
