package io.drover.service.process;

import io.drover.service.target.ServerEntry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The environment of a child: little of the service's own, and the connection as libpq reads it.
 */
final class ChildEnvironment {
  /**
   * What children inherit: all else of the service's environment may hold secrets or steer libpq.
   */
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "TMPDIR",
          "TZ",
          "LD_LIBRARY_PATH",
          "KRB5CCNAME",
          "KRB5_CONFIG",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "OPENSSL_CONF");

  private static final String KEEPALIVES =
      "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

  private ChildEnvironment() {}

  static void fill(
      Map<String, String> environment,
      ProcessRequest request,
      ServerEntry server,
      String applicationName,
      Path passwordFile) {
    environment.keySet().retainAll(INHERITED);
    environment.putAll(request.environment());
    environment.remove("PGPASSWORD");
    environment.put("LC_ALL", "C");
    environment.put("PGHOST", server.host());
    environment.put("PGPORT", Integer.toString(server.port()));
    environment.put("PGUSER", server.user());
    environment.put("PGDATABASE", request.database());
    environment.put("PGSSLMODE", server.sslMode());
    if (!server.sslRootCertificate().isEmpty()) {
      environment.put("PGSSLROOTCERT", server.sslRootCertificate());
    }
    environment.put("PGAPPNAME", applicationName);
    environment.put("PGCONNECT_TIMEOUT", "10");
    environment.put("PGPASSFILE", passwordFile.toString());
    environment.merge("PGOPTIONS", KEEPALIVES, (own, keepalives) -> keepalives + " " + own);
  }
}
