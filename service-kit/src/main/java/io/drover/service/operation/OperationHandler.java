package io.drover.service.operation;

import io.drover.schemas.Topic;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Carries out one kind of operation: the only code that a new kind needs.
 *
 * <p>One handler serves all lanes of an instance at once and must be safe for that. It is
 * restartable: {@link #handle} may have been ended at any instruction by a kill and is then called
 * again with a higher attempt number; it finds and removes what an earlier attempt left, and makes
 * nothing half-done visible.
 *
 * @param <C> the command record
 */
public interface OperationHandler<C extends SpecificRecord> {

  /** Name of the kind, for example {@code backup}: lower-case letters, at most 12 of them. */
  String kind();

  /** Topic on which the commands arrive. */
  Topic requests();

  /** Class of the command record. */
  Class<C> commandType();

  /** Time from acceptance to the deadline when the request names none. */
  default Duration defaultTimeout() {
    return Duration.ofHours(6);
  }

  /**
   * The word by which policies allow this command and ask for its approval: the kind, or a part of
   * it such as {@code migrate-status}. Any command has one, even one that is not admitted.
   */
  default String permission(C command) {
    return kind();
  }

  /**
   * All words of this sort that the command falls under: it waits for an approval when the policy
   * asks for one of any of them.
   */
  default List<String> permissions(C command) {
    return List.of(permission(command));
  }

  /**
   * The entry of the database that a command names. A kind that is about no single database makes
   * one of its own, whose lane no database has: to such an entry nothing is ever connected.
   *
   * @param database the name in the command
   * @return empty where no database of that name is registered
   */
  default Optional<DatabaseEntry> entry(C command, String database, DatabaseRegistry registry) {
    return registry.find(database);
  }

  /** Physical name of the database that this command operates on: it decides lane and lock. */
  default String physicalName(C command, DatabaseEntry database) {
    return database.physicalName();
  }

  /** Server of the database that this command operates on: with the name it decides the lane. */
  default ServerEntry server(C command, DatabaseEntry database) {
    return database.server();
  }

  /** What this command operates on. */
  default Target target(C command, DatabaseEntry database) {
    return new Target(database, server(command, database), physicalName(command, database));
  }

  /**
   * Checks the command against the policy, without any input or output, at acceptance and again
   * before each attempt.
   *
   * @throws OperationFailure the request is rejected with this code
   */
  default void admit(C command, DatabaseEntry database) throws OperationFailure {}

  /**
   * Does the work of one attempt on a virtual thread of its own.
   *
   * @return what comes next; {@link Outcome.Done} only when PostgreSQL and the repository have been
   *     seen to agree
   * @throws OperationFailure the operation fails with this code, or is tried again if the code says
   *     that the target or the repository is away and the deadline allows
   * @throws InterruptedException the attempt was cancelled, passed its deadline or lost its lock
   * @throws Exception anything else fails the operation as {@code INTERNAL}
   */
  Outcome handle(Attempt<C> attempt) throws Exception;

  /**
   * Removes what earlier attempts left behind, before the operation ends without success: after a
   * failure, a cancel, a deadline or too many lost attempts. The attempt given is a fresh one with
   * a short deadline of its own; what its predecessors had started has ended.
   *
   * @throws Exception something could not be removed; the terminal fact says so
   */
  default void abandon(Attempt<C> attempt) throws Exception {}
}
