/**
 * The public contract: records generated from {@code src/main/avro}, topics, kinds and failure
 * codes.
 *
 * <p>The generated records carry no nullness annotations (Avro writes qualified type names, which
 * JSpecify's annotations may not precede), so the package is not null-marked as a whole; the
 * classes written by hand are.
 */
package io.drover.schemas;
