package io.drover.migration.flyway;

import io.drover.migration.review.Script;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A script that a run executes.
 *
 * @param name relative to its location
 * @param file where it lies
 * @param settings the file beside it that says how it runs, where there is one
 * @param script its statements
 * @param done numbers, from 1, of those that an earlier run did and that are not run again
 */
public record RunScript(
    String name, Path file, Optional<Path> settings, Script script, Set<Integer> done) {}
