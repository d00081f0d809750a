package io.drover.cli.request;

import io.drover.bus.PublishedAt;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;

/** Shows one operation while it goes on. To be used by one thread at a time. */
public interface OperationView extends AutoCloseable {

  /** The request stands on the bus. */
  void published(Request request, PublishedAt at);

  /** Nobody looks on from here. */
  void left(String operationId);

  /** What this command did or could not do, in a sentence for people. */
  void note(String sentence);

  /** A fact of the operation's life. */
  void fact(OperationHeader header, SpecificRecord fact);

  /** How far it, or an operation that it waits for, is. */
  void progress(OperationProgress progress);

  /** It had not ended after this time and nobody looks on any more. */
  void timedOut(String operationId, Duration waited);

  /** Takes away what is only shown while it goes on. */
  @Override
  void close();
}
