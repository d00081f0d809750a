package io.drover.migration.review.parser;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * libpg_query, bound by its header {@code pg_query.h}, which has been the same since PostgreSQL 10.
 * Its state belongs to the thread that calls, so any number of threads may.
 */
@SuppressWarnings("restricted")
final class PgQuery {
  private static final StructLayout ERROR =
      MemoryLayout.structLayout(
          ADDRESS.withName("message"),
          ADDRESS.withName("funcname"),
          ADDRESS.withName("filename"),
          JAVA_INT.withName("lineno"),
          JAVA_INT.withName("cursorpos"),
          ADDRESS.withName("context"));

  private static final StructLayout RESULT =
      MemoryLayout.structLayout(
          ADDRESS.withName("parse_tree"),
          ADDRESS.withName("stderr_buffer"),
          ADDRESS.withName("error"));

  private static final long TREE = 0;
  private static final long FAILED = 2 * ADDRESS.byteSize();

  private final MethodHandle parse;
  private final MethodHandle free;
  private final MethodHandle length;

  private PgQuery(MethodHandle parse, MethodHandle free, MethodHandle length) {
    this.parse = parse;
    this.free = free;
    this.length = length;
  }

  /**
   * Loads the library for the life of the process.
   *
   * @throws IllegalArgumentException it is not there, not a library, or not this one
   */
  static PgQuery load(Path library) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    return new PgQuery(
        linker.downcallHandle(
            symbol(symbols, "pg_query_parse"), FunctionDescriptor.of(RESULT, ADDRESS)),
        linker.downcallHandle(
            symbol(symbols, "pg_query_free_parse_result"), FunctionDescriptor.ofVoid(RESULT)),
        linker.downcallHandle(
            symbol(linker.defaultLookup(), "strlen"), FunctionDescriptor.of(JAVA_LONG, ADDRESS)));
  }

  /** Needs a stack that is as deep as the text may be nested. */
  Reading parse(String sql) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(sql, StandardCharsets.UTF_8);
      MemorySegment result = (MemorySegment) parse.invokeExact((SegmentAllocator) arena, text);
      try {
        MemorySegment error = result.get(ADDRESS, FAILED);
        return error.equals(MemorySegment.NULL)
            ? tree(result.get(ADDRESS, TREE))
            : failure(error.reinterpret(ERROR.byteSize()));
      } finally {
        free.invokeExact(result);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("libpg_query gave a tree that is no JSON", e);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private Reading tree(MemorySegment json) throws Throwable {
    MemorySegment bytes = bounded(json);
    return TreeReader.read(new ByteBufferBackedInputStream(bytes.asByteBuffer()));
  }

  private Reading failure(MemorySegment error) throws Throwable {
    MemorySegment message = bounded(error.get(ADDRESS, 0));
    return new Reading.NotUnderstood(StandardCharsets.UTF_8.decode(message.asByteBuffer()) + "");
  }

  private MemorySegment bounded(MemorySegment characters) throws Throwable {
    return characters.reinterpret((long) length.invokeExact(characters));
  }

  private static MemorySegment symbol(SymbolLookup symbols, String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException("it has no function " + name));
  }
}
