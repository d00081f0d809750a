package io.drover.migration.flyway;

import io.drover.migration.review.Script;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A script that a run executes.
 *
 * @param name relative to its location
 * @param file where it lies
 * @param settings the file beside it that says how it runs, where there is one
 * @param script its statements
 */
public record RunScript(String name, Path file, Optional<Path> settings, Script script) {}
