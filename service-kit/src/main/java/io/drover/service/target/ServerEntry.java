package io.drover.service.target;

/**
 * A PostgreSQL server of the registry.
 *
 * @param user user name, already resolved from its reference
 * @param password where the password is read from at each connection; never the password itself
 * @param sslMode libpq's sslmode
 * @param sslRootCertificate path of the certificate authority, empty for none
 */
public record ServerEntry(
    String name,
    String host,
    int port,
    String maintenanceDatabase,
    String user,
    SecretReference password,
    String sslMode,
    String sslRootCertificate) {}
