package io.drover.service.target;

import java.util.Map;

/**
 * What databases.yml holds.
 *
 * @param databases by name, in the order of the file
 * @param repositories by name, in the order of the file
 */
record RegistryContent(
    Map<String, DatabaseEntry> databases, Map<String, RepositoryEntry> repositories) {}
