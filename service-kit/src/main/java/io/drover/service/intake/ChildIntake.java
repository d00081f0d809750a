package io.drover.service.intake;

import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.UnreadableException;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestAnswered;
import io.drover.service.ledger.Interventions;
import io.drover.service.ledger.RunningOperation.EndedChild;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds terminal facts among the events and resumes the operations that wait for them. Thread-safe.
 */
public class ChildIntake {
  private static final Logger LOG = LoggerFactory.getLogger(ChildIntake.class);
  private static final Set<String> ENDS =
      Set.of(
          OperationFailed.class.getName(),
          OperationRejected.class.getName(),
          OperationCancelled.class.getName(),
          RequestAnswered.class.getName());

  private final Codec codec;
  private final Interventions interventions;
  private final Runnable afterwards;

  /**
   * @param afterwards called after a commit that resumed something, to wake lanes
   */
  public ChildIntake(Codec codec, Interventions interventions, Runnable afterwards) {
    this.codec = codec;
    this.interventions = interventions;
    this.afterwards = afterwards;
  }

  void take(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    List<EndedChild> ended = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : records) {
      String type = Envelope.from(each.headers()).map(Envelope::type).orElse("");
      if (ENDS.contains(type) || type.endsWith("Succeeded")) {
        read(each, ended);
      }
    }
    if (interventions.childrenEnded(ended) > 0) {
      afterwards.run();
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record, List<EndedChild> ended) {
    try {
      SpecificRecord fact = codec.decode(record.value());
      if (fact.get(0) instanceof OperationHeader header) {
        ended.add(child(header, fact, record.value()));
      }
    } catch (UnreadableException unreadable) {
      LOG.warn("{} cannot be read: {}", RequestReader.place(record), unreadable.getMessage());
    }
  }

  private static EndedChild child(OperationHeader header, SpecificRecord fact, byte[] body) {
    if (fact instanceof RequestAnswered answered) {
      byte[] terminal = new byte[answered.getTerminalFact().remaining()];
      answered.getTerminalFact().duplicate().get(terminal);
      return new EndedChild(
          header.getKind(), header.getOperationId(), answered.getOutcome(), terminal);
    }
    String outcome =
        switch (fact) {
          case OperationFailed failed -> "failed";
          case OperationRejected rejected -> "rejected";
          case OperationCancelled cancelled -> "cancelled";
          default -> "succeeded";
        };
    return new EndedChild(header.getKind(), header.getOperationId(), outcome, body);
  }
}
