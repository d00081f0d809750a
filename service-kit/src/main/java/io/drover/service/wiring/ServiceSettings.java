package io.drover.service.wiring;

import io.drover.service.target.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings that every service has.
 *
 * @param service name of the service, for example {@code backup-service}
 * @param instance name of this instance, unique in the herd
 * @param stateUrl JDBC address of the state database, without credentials
 * @param stateScripts class path folder of the service's own tables; empty for a service that
 *     carries out operations
 * @param databases path of {@code databases.yml}
 * @param principals path of {@code principals.yml}; null when nobody is to be proven
 * @param signingKey path of the key by which the service signs its own commands; null for none
 * @param programs folder of PostgreSQL's programs, empty to look in the usual places
 * @param workers operations at work at once
 * @param waiters operations that may wait for a target lock beside them
 * @param heartbeat interval of the lanes' heartbeats; a dead instance is replaced after four
 * @param relayLease after which time the outbox of a stalled instance is taken over
 */
public record ServiceSettings(
    String service,
    String instance,
    String version,
    String stateUrl,
    String stateUser,
    SecretReference statePassword,
    String stateScripts,
    Path databases,
    @Nullable Path principals,
    @Nullable Path signingKey,
    String programs,
    int workers,
    int waiters,
    Duration heartbeat,
    Duration relayLease) {

  /** Whether the service carries out operations. */
  public boolean operates() {
    return stateScripts.isEmpty();
  }

  /** Schema of the service in the state database: drover_backup for backup-service. */
  public String stateSchema() {
    return "drover_" + service.replaceFirst("-service$", "").replace('-', '_');
  }

  /** Who states facts, as in {@code ce_source}. */
  public String source() {
    return "drover/" + service + "/" + instance;
  }
}
