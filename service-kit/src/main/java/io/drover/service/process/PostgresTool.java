package io.drover.service.process;

import java.nio.file.Path;

/**
 * A PostgreSQL program of this machine.
 *
 * @param major major version, such as 17
 * @param version full version as the program tells it, such as 17.2
 */
public record PostgresTool(String name, Path path, int major, String version) {}
