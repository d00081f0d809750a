package io.drover.bus;

import org.jspecify.annotations.Nullable;

/** A command can be read, but what it says is wrong. The message is one sentence for its sender. */
public final class InvalidCommandException extends Exception {

  private final String field;
  private final @Nullable String operationId;
  private final @Nullable String database;

  InvalidCommandException(
      String field, String message, @Nullable String operationId, @Nullable String database) {
    super(message);
    this.field = field;
    this.operationId = operationId;
    this.database = database;
  }

  /** Field that is wrong, with its path: {@code labels.team}. */
  public String field() {
    return field;
  }

  /** Id of the operation, when the command states a valid one. */
  public @Nullable String operationId() {
    return operationId;
  }

  /** Name of the database, when the command states one that is valid as text; it may not exist. */
  public @Nullable String database() {
    return database;
  }
}
