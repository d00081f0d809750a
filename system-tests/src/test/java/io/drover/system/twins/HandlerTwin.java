package io.drover.system.twins;

import io.drover.schemas.Topic;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.ServerEntry;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Does what another handler does, until a method is broken. */
public abstract class HandlerTwin<C extends SpecificRecord> implements OperationHandler<C> {
  private final OperationHandler<C> real;

  protected HandlerTwin(OperationHandler<C> real) {
    this.real = real;
  }

  @Override
  public String kind() {
    return real.kind();
  }

  @Override
  public Topic requests() {
    return real.requests();
  }

  @Override
  public Class<C> commandType() {
    return real.commandType();
  }

  @Override
  public Duration defaultTimeout() {
    return real.defaultTimeout();
  }

  @Override
  public List<String> permissions(C command) {
    return real.permissions(command);
  }

  @Override
  public String physicalName(C command, DatabaseEntry database) {
    return real.physicalName(command, database);
  }

  @Override
  public ServerEntry server(C command, DatabaseEntry database) {
    return real.server(command, database);
  }

  @Override
  public void admit(C command, DatabaseEntry database) throws OperationFailure {
    real.admit(command, database);
  }

  @Override
  public Outcome handle(Attempt<C> attempt) throws Exception {
    return real.handle(attempt);
  }

  @Override
  public void abandon(Attempt<C> attempt) throws Exception {
    real.abandon(attempt);
  }
}
