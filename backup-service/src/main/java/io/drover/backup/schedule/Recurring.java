package io.drover.backup.schedule;

import io.drover.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** A request of one database that recurs. All instances must answer the same. */
public interface Recurring {
  /** Who asks, in requests of this kind. */
  String REQUESTED_BY = "drover/schedule";

  /** Unique for the database, and the same from day to day. */
  String name();

  /** What its times depend on: when this changes, it begins anew and does not look back. */
  String definition();

  /** Kind of the operation that is requested. */
  String kind();

  /** Where it is requested. */
  Topic topic();

  /**
   * The latest time after {@code handled} that is due by now; empty when none is. Several that were
   * missed are one.
   *
   * @param handled the time that was requested last, or when this was first seen
   */
  Optional<Instant> due(Instant handled, Instant now);

  /** When it is due next; empty when nobody can tell. */
  Optional<Instant> next(Instant handled);

  /** The request, with the id that it must carry. */
  SpecificRecord command(String operationId);
}
