package io.drover.service.intake;

import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.UnknownFingerprintException;
import io.drover.bus.UnreadableException;
import io.drover.schemas.OperationCancelled;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationRejected;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
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
          RequestRefused.class.getName(),
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

  /**
   * Takes note of the ends among the records.
   *
   * @throws SQLException the state database is away: the same records are to be given again
   */
  public void take(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    List<EndedChild> ended = new ArrayList<>();
    boolean looked = false;
    for (ConsumerRecord<byte[], byte[]> each : records) {
      String type = Envelope.type(each.headers()).orElse("");
      if (ENDS.contains(type) || type.endsWith("Succeeded")) {
        looked = read(each, ended, looked);
      }
    }
    if (interventions.childrenEnded(ended) > 0) {
      afterwards.run();
    }
  }

  /** Returns whether the topic of schemas has been looked at for this poll. */
  private boolean read(
      ConsumerRecord<byte[], byte[]> record, List<EndedChild> ended, boolean looked) {
    try {
      SpecificRecord fact = record.value() == null ? null : codec.decode(record.value());
      if (fact != null
          && fact.get(0) instanceof OperationHeader header
          && !(fact instanceof RequestRefused refused && ofControl(refused))) {
        ended.add(child(header, fact, record.value()));
      }
    } catch (UnknownFingerprintException unknown) {
      if (!looked) {
        codec.refreshSchemas();
        return read(record, ended, true);
      }
      LOG.warn("{} cannot be read: {}", RequestReader.place(record), unknown.getMessage());
    } catch (UnreadableException unreadable) {
      LOG.warn("{} cannot be read: {}", RequestReader.place(record), unreadable.getMessage());
    }
    return looked;
  }

  /** Someone's refused approval of a child, or a mistaken cancel, is not the child's end. */
  private static boolean ofControl(RequestRefused refused) {
    return refused.getRequestType().equals(OperationControl.class.getName());
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
          // The child was asked for with content that is wrong, or another than before.
          case RequestRefused refused -> "rejected";
          case OperationCancelled cancelled -> "cancelled";
          default -> "succeeded";
        };
    return new EndedChild(header.getKind(), header.getOperationId(), outcome, body);
  }
}
