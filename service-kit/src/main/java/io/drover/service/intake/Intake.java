package io.drover.service.intake;

import io.drover.bus.BusConfig;
import io.drover.bus.DeadLetters;
import io.drover.service.ledger.Acceptance;
import io.drover.service.ledger.Approvals;
import io.drover.service.ledger.Interventions;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Submission;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.state.StateDatabase;
import io.drover.service.trace.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a poll's records into the ledger in one transaction; when something in them is refused by
 * PostgreSQL, each on its own, so that one bad record stops no other. Thread-safe.
 */
public class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final StateDatabase state;
  private final RequestReader reader;
  private final Acceptance acceptance;
  private final Interventions interventions;
  private final Approvals approvals;
  private final Outbox outbox;
  private final BusConfig bus;
  private final Runnable afterwards;
  private final MeterRegistry meters;
  private final Tracing tracing;

  /**
   * @param afterwards called after each commit, to wake lanes and relay
   */
  public Intake(
      StateDatabase state,
      RequestReader reader,
      Acceptance acceptance,
      Interventions interventions,
      Approvals approvals,
      Outbox outbox,
      BusConfig bus,
      Runnable afterwards,
      MeterRegistry meters,
      Tracing tracing) {
    this.state = state;
    this.reader = reader;
    this.acceptance = acceptance;
    this.interventions = interventions;
    this.approvals = approvals;
    this.outbox = outbox;
    this.bus = bus;
    this.afterwards = afterwards;
    this.meters = meters;
    this.tracing = tracing;
  }

  /**
   * Takes all of the records in, or none.
   *
   * @throws SQLException the state database is away: the same records are to be given again
   */
  public void take(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    Instant began = Instant.now();
    List<Reading> readings = reader.readAll(records);
    try {
      commit(readings);
    } catch (SQLException | RuntimeException problem) {
      if (Availability.away(problem)) {
        throw problem;
      }
      LOG.warn(
          "A batch of {} records is taken in one by one: {}", records.size(), problem.toString());
      oneByOne(records, readings);
    }
    afterwards.run();
    for (int i = 0; i < readings.size(); i++) {
      if (readings.get(i) instanceof Reading.Request(var submission)) {
        received(submission, records.get(i), began);
      }
    }
  }

  private void received(
      Submission submission, ConsumerRecord<byte[], byte[]> record, Instant began) {
    tracing.received(
        new Tracing.Subject(
            submission.key().kind(),
            submission.key().operationId(),
            submission.database(),
            submission.traceparent()),
        new Tracing.Place(record.topic(), record.partition(), record.offset()),
        began);
  }

  private void oneByOne(List<ConsumerRecord<byte[], byte[]>> records, List<Reading> readings)
      throws SQLException {
    for (int i = 0; i < readings.size(); i++) {
      try {
        commit(List.of(readings.get(i)));
      } catch (SQLException | RuntimeException problem) {
        if (Availability.away(problem)) {
          throw problem;
        }
        ConsumerRecord<byte[], byte[]> record = records.get(i);
        LOG.error("A record cannot be taken in: {}", RequestReader.place(record), problem);
        String reason = "REFUSED_BY_LEDGER: the ledger cannot store it";
        commit(List.of(new Reading.Answer(record, deadLetter(bus, record, reason))));
      }
    }
  }

  private void commit(List<Reading> readings) throws SQLException {
    List<Submission> submissions = new ArrayList<>();
    List<Reading.Answer> answers = new ArrayList<>();
    List<Reading> controls = new ArrayList<>();
    for (Reading each : readings) {
      switch (each) {
        case Reading.Request(var submission) -> submissions.add(submission);
        case Reading.Answer answer -> answers.add(answer);
        case Reading.Control control -> controls.add(control);
        case Reading.Decided decided -> controls.add(decided);
        case Reading.Nothing() -> {}
      }
    }
    state.change(
        connection -> {
          Acceptance.Result accepted = acceptance.accept(connection, submissions);
          count("accepted", accepted.accepted());
          count("rejected", accepted.rejected());
          count("repeated", accepted.repeated());
          outbox.add(connection, accepted.records());
          List<Reading.Answer> all = new ArrayList<>(answers);
          for (Reading each : controls) {
            control(connection, each).ifPresent(all::add);
          }
          List<OutboxRecord> told = Answered.onlyNew(connection, all);
          count("answered", told.size());
          outbox.add(connection, told);
        });
  }

  /** Carries out a cancel or a decision; the answer when that is refused. */
  private Optional<Reading.Answer> control(Connection connection, Reading reading)
      throws SQLException {
    if (reading instanceof Reading.Control(var kind, var operationId, var by, var reason)) {
      interventions.cancel(new OperationKey(kind, operationId), by, reason);
    } else if (reading instanceof Reading.Decided decided) {
      return approvals
          .decide(connection, decided.decision())
          .map(why -> reader.refused(decided, why));
    }
    return Optional.empty();
  }

  private void count(String result, int records) {
    if (records > 0) {
      state.afterCommit(
          () ->
              Counter.builder("drover.intake.records")
                  .description("Records that were taken in, by what became of them")
                  .tag("result", result)
                  .register(meters)
                  .increment(records));
    }
  }

  static OutboxRecord deadLetter(
      BusConfig bus, ConsumerRecord<byte[], byte[]> original, String reason) {
    return OutboxRecord.of(DeadLetters.of(bus, original, reason));
  }
}
